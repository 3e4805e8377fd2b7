"""The gate: reads passes, decides alone from its passbook and its own ledger, registers people without a pass."""

"""What the two benchmarks of the rules share: a covenant of twenty rules that a strict community might have had."""

from gatepass.covenant import Covenant, parse_covenant

TWENTY_RULES = """
name = "封闭管理（二十条）"
english = "Strict closing, twenty rules"
override = true

[[closed]]
begin = 22:30:00
end = 06:30:00
who = {but_classes = ["staff", "carer"]}

[temperature]
directions = ["in"]
fever = 37.3
tries = 2
fresh_minutes = 30
who = {but_classes = ["car"]}

[[visits]]
kind = "visitor"
admitted = false

[[visits]]
kind = "courier"
shelf = true

[[visits]]
kind = "rider"
required = ["phone", "door"]
hours = {begin = 07:00:00, end = 21:00:00}

[[visits]]
kind = "vehicle"
required = ["plate", "name", "phone", "door"]

[[rules]]
kind = "doubtful_clock"

[[rules]]
kind = "stale_passbook"

[[rules]]
kind = "forgotten"
then = "refer"

[[rules]]
kind = "listed"
marks = ["returnee"]
zh = "请登记行程"
en = "note where they have been"

[[rules]]
kind = "listed"
marks = ["over_80"]
zh = "请劝其留在家中"
en = "ask them to stay at home"
directions = ["out"]
then = "ask"

[[rules]]
kind = "quarantine"

[[rules]]
kind = "classes"
who = {classes = ["temporary"]}
until = 2020-02-10

[[rules]]
kind = "gates"
gates = ["南门"]
hours = {begin = 06:30:00, end = 20:00:00}
instead = "东门"

[[rules]]
kind = "only_by"
gates = ["东门", "南门"]
who = {classes = ["car"]}

[[rules]]
kind = "quota"
days = 2
hours_out = 2.0
who = {but_marks = ["work", "medical"], but_classes = ["staff", "carer", "car"]}

[[rules]]
kind = "quota"
outings = 2
per = "person"
who = {classes = ["car", "carer"]}

[[rules]]
kind = "same_way"

[[rules]]
kind = "confirm"
question = "mask"
zh = "口罩戴好了吗"
en = "is the mask on?"

[[rules]]
kind = "confirm"
question = "aired"
zh = "车窗开过了吗"
en = "was the car aired?"
who = {classes = ["car"], visits = ["vehicle"]}
"""


def covenant_of_twenty() -> Covenant:
    """The covenant that both benchmarks judge by."""
    covenant = parse_covenant(TWENTY_RULES.encode())
    assert len(covenant.ordered) == 20
    return covenant

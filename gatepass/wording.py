"""The two languages every message exists in, and the one way in which people are refused.

A bug is never a `Refusal`: a refusal says what is wrong, where, and what to do about it.
"""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages of pages, messages and exports."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One message in Chinese (Simplified) and English."""

    zh: str
    en: str

    def to(self, language: Language) -> str:
        """The message in `language`."""
        return self.zh if language is Language.ZH else self.en


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - it is what people are told, not an error of the program
    """Something a person asked for that cannot be done: what is wrong, what to do, and where it stands."""

    what: Text
    remedy: Text
    where: Text | None = None

    def at(self, where: Text) -> "Refusal":
        """The same refusal, with the place named."""
        return Refusal(self.what, self.remedy, where)

    def sentence(self, language: Language) -> str:
        """One line: where, what, remedy."""
        if language is Language.ZH:
            return f"{self.where.zh if self.where else ''}{self.what.zh}，{self.remedy.zh}"
        return f"{f'{self.where.en}: ' if self.where else ''}{self.what.en}; {self.remedy.en}"

    @property
    def text(self) -> Text:
        """The sentence in both languages."""
        return Text(*map(self.sentence, Language))

    def __str__(self) -> str:
        return self.sentence(Language.EN)

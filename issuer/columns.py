"""The columns of the office's lists of people. It reads none of them."""

from enum import StrEnum


class Column(StrEnum):
    """What a roster may say about somebody."""

    STAIRWELL = "楼号"
    ROOM = "室号"
    DOOR = "门牌"
    NAME = "姓名"
    SEX = "性别"
    KIND = "证件类型"
    NUMBER = "证件号码"
    PHONE = "手机"
    RELATION = "与户主关系"
    CATEGORY = "人员类别"
    NOTE = "备注"

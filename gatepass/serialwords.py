"""A serial as three common short words that survive a bad telephone line: an animal, something to eat, something to see.

The words are a bijection of the sequence number, so nothing has to be kept; neighbours share no pattern. Above 32,768
passes a number follows. The three lists are disjoint, so words that are said in another order still mean one pass.
"""

import re

from gatepass.people import plain
from gatepass.wording import Text

_ANIMALS = """老虎 tiger 狮子 lion 大象 elephant 熊猫 panda 猴子 monkey 兔子 rabbit 山羊 goat 骆驼 camel 海豚 dolphin 企鹅 penguin
孔雀 peacock 蝴蝶 butterfly 蜜蜂 bee 青蛙 frog 海龟 turtle 金鱼 goldfish 猫咪 cat 黄狗 dog 骏马 horse 奶牛 cow 公鸡 rooster
天鹅 swan 鸽子 dove 喜鹊 magpie 松鼠 squirrel 刺猬 hedgehog 狐狸 fox 斑马 zebra 麋鹿 deer 河马 hippo 袋鼠 kangaroo 鲸鱼 whale"""
_FOODS = """苹果 apple 香蕉 banana 西瓜 melon 葡萄 grape 草莓 strawberry 桃子 peach 橘子 orange 樱桃 cherry 柠檬 lemon
南瓜 pumpkin 萝卜 radish 土豆 potato 番茄 tomato 玉米 corn 面包 bread 饺子 dumpling 米饭 rice 牛奶 milk 鸡蛋 egg 豆腐 tofu
蛋糕 cake 糖果 candy 咖啡 coffee 绿茶 tea 花生 peanut 核桃 walnut 蘑菇 mushroom 菠萝 pineapple 辣椒 pepper 大蒜 garlic
生姜 ginger 饼干 biscuit"""
_SIGHTS = """月亮 moon 太阳 sun 星星 star 白云 cloud 雪花 snow 彩虹 rainbow 大海 sea 高山 mountain 森林 forest 沙漠 desert
草原 meadow 火车 train 飞机 plane 轮船 ship 雨伞 umbrella 钢琴 piano 吉他 guitar 风筝 kite 灯笼 lantern 钥匙 key 铅笔 pencil
剪刀 scissors 眼镜 glasses 手表 watch 帽子 hat 围巾 scarf 足球 football 书包 satchel 桌子 table 窗户 window 大桥 bridge
闹钟 clock"""


def _words(pairs: str) -> tuple[Text, ...]:
    each = pairs.split()
    return tuple(map(Text, each[::2], each[1::2]))


LISTS = (_words(_ANIMALS), _words(_FOODS), _words(_SIGHTS))
_SIZE = 32
_ALL = _SIZE**3
_FACTOR, _SHIFT = (
    20_021,
    9_157,
)  # odd, so that multiplying is a bijection; shifted, so that the first pass is no special case
_PLACE = {
    said: (list_, at)
    for list_, words in enumerate(LISTS)
    for at, word in enumerate(words)
    for said in (word.zh, word.en)
}
_SAID = re.compile(r"[a-z]+|[㐀-鿿]{2}")
_WHOLE = re.compile(r"((?:(?:[a-z]+|[㐀-鿿]{2})[\s,，、-]*){3})(\d*)")


def words_of(sequence: int) -> Text:
    """The words of the n-th pass, `老虎 苹果 月亮`; from the 32,769th on with a number behind them, from 2."""
    block, place = divmod(sequence - 1, _ALL)
    rest = (place * _FACTOR + _SHIFT) % _ALL
    indices = rest // _SIZE**2, rest // _SIZE % _SIZE, rest % _SIZE
    said = [words[index] for words, index in zip(LISTS, indices, strict=True)]
    number = [str(block + 1)] if block else []
    return Text(" ".join([*(each.zh for each in said), *number]), " ".join([*(each.en for each in said), *number]))


def sequence_of(text: str) -> int | None:
    """The sequence number that three words mean, in either language and any order; None for a text that is not that."""
    whole = _WHOLE.fullmatch(plain(text).lower())
    if not whole:
        return None
    places = [_PLACE.get(said) for said in _SAID.findall(whole[1])]
    indices = dict(place for place in places if place)
    if len(places) != len(LISTS) or set(indices) != set(range(len(LISTS))) or whole[2].startswith("0"):
        return None
    rest = (indices[0] * _SIZE + indices[1]) * _SIZE + indices[2]
    place = (rest - _SHIFT) * pow(_FACTOR, -1, _ALL) % _ALL
    return (int(whole[2] or 1) - 1) * _ALL + place + 1

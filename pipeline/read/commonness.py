"""How much a text looks like Chinese news: what tells a right decoding from a wrong one."""

# The commonest characters of news text, in both scripts, and its punctuation.
_COMMON = frozenset(
    "的一是不了人在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可里后小么心多天而能好"
    "都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三已老从动两长知民样现分将外但身些与高意进"
    "把法此实回二理美点月明其种声全工己话儿者向情部正名定女问力机给等几很业最间新什打便位因重被走电四第门相次东政海口"
    "使教西再平真听世气信北少关并内加化由却代军产入先山五太水万市系统计报亿元增长同比季度营收净利润股份公司投资基金银"
    "行价格企业经济管理技术服务融资项目据显示记者表示数据预期超过下降上涨亏损其中目标集团有限科技汽车手机芯片房地债券"
    "這來國個說們為時會過對後樣現發學經頭動兩長當開無見實將還點種聲間話給氣關並內卻產統計報億增營淨潤資價業濟術務項據"
    "顯記數預調虧損標團車機晶片債臺灣億萬與幣陸財務總額關稅聯準電訊網灣證券"
    "，。、；：！？“”‘’（）《》「」『』【】—…·％　０１２３４５６７８９"
)


def commonness(text: str) -> float:
    """The share of common Chinese characters and punctuation among the characters beyond ASCII, 0 to 1."""
    wide = [c for c in text if c > "\x7f"]
    return sum(c in _COMMON for c in wide) / len(wide) if wide else 0.0

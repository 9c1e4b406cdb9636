"""A trail as people read it: Markdown with English or Chinese headings, safe to show."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from factordb.catalogue.trail.steps import Step, Trail

Language = Literal["en", "zh"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LONGEST = 4_000
_SHOWN = 20
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Trail of {0}",
        "what": "What it is",
        "steps": "What was done, in order",
        "keys": "Keys of its reviewers",
        "how": "How to check it",
        "state": "state",
        "edition": "edition",
        "manifest": "manifest",
        "contents": "contents",
        "count": "documents",
        "read": "file that was read",
        "layout": "read by",
        "log_size": "entries of the log, when this was written",
        "entries": "entries of the log",
        "nobody": "by itself",
        "draft": "draft",
        "review": "in review",
        "published": "published",
        "import": "Import",
        "import-failed": "Import that became nothing",
        "check": "Check",
        "hold": "Hold",
        "hold-release": "Hold released",
        "submission": "Submitted for review",
        "recall": "Called back",
        "comment": "Comment",
        "resolution": "Comment resolved",
        "review-step": "Review",
        "four-eyes": "Four eyes",
        "publication": "Published",
        "standing": "Withdrawn or superseded",
        "assessment": "Assessment by a person",
        "advisory": "Advisory",
        "other": "Further",
        "checks": "Every entry named here can be fetched from the log as a tile, and proven to "
        "stand in it by its signed checkpoint. `factordb log verify --key KEY` checks the whole "
        "log, each review's signature with the key of its reviewer, and words and sheets against "
        "the digests in their entries; take the log's KEY from elsewhere than this server.",
    },
    "zh": {
        "title": "{0} 的全程记录",
        "what": "概况",
        "steps": "按时间顺序的各个步骤",
        "keys": "审核员的密钥",
        "how": "如何核验",
        "state": "状态",
        "edition": "版次",
        "manifest": "清单",
        "contents": "内容摘要",
        "count": "文档数",
        "read": "所读文件",
        "layout": "读取程序",
        "log_size": "写出本记录时日志的条目数",
        "entries": "日志条目",
        "nobody": "自动",
        "draft": "草稿",
        "review": "在审",
        "published": "已发布",
        "import": "导入",
        "import-failed": "未成功的导入",
        "check": "检查",
        "hold": "扣留",
        "hold-release": "放行扣留",
        "submission": "提交审核",
        "recall": "撤回提交",
        "comment": "意见",
        "resolution": "意见了结",
        "review-step": "审核",
        "four-eyes": "四眼原则",
        "publication": "发布",
        "standing": "撤回或被取代",
        "assessment": "人工评价",
        "advisory": "公告",
        "other": "其他",
        "checks": "此处列出的每个条目都可以从日志的瓦片中取得，并由签名的检查点证明其在日志之中。"
        "`factordb log verify --key KEY` 核验整个日志、每份审核的签名与审核员的密钥，"
        "以及意见文字和核查表与条目中摘要的一致性；日志的 KEY 应从本服务器以外的地方取得。",
    },
}
_LABELS: dict[Language, dict[str, str]] = {
    "en": {},
    "zh": {
        "says": "意见原文",
        "reason": "理由",
        "verdict": "结论",
        "state": "状态",
        "edition": "版次",
        "contents": "内容摘要",
        "count": "数量",
        "against": "对照版本",
        "file": "文件",
        "became": "结果",
        "hold": "扣留编号",
        "holds": "扣留",
        "rule": "检查",
        "severity": "级别",
        "sentence": "说明",
        "places": "位置",
        "comment": "意见编号",
        "digest": "文档摘要",
        "field": "字段",
        "review": "审核摘要",
        "submission": "提交编号",
        "summary": "概要",
        "factor": "因子",
        "step": "步骤",
        "findings": "发现",
    },
}
"""What the details of a step are called; further ones keep the names that programs know."""
_FACTS = ("edition", "manifest", "contents", "count", "read", "log_size")


def markdown(found: Trail, language: Language = "en") -> Iterator[str]:
    """Yield the lines of a trail."""
    words = _WORDS[language]
    yield f"# {words['title'].format(_plain(found.release))}"
    yield ""
    yield f"## {words['what']}"
    yield ""
    yield f"- {words['state']}: {words[found.state]}"
    for name in _FACTS:
        value = getattr(found, name)
        if value is not None:
            yield f"- {words[name]}: `{value}`"
    yield f"- {words['layout']}: `{found.layout} {found.importer}`"
    yield ""
    yield f"## {words['steps']}"
    for step in found.steps:
        yield ""
        yield from _step(step, words, _LABELS[language])
    if found.keys:
        yield ""
        yield f"## {words['keys']}"
        yield ""
        for key in found.keys:
            yield f"- {_plain(key.person)}, {key.state} {key.at}: `{key.key}`"
    yield ""
    yield f"## {words['how']}"
    yield ""
    yield words["checks"]


def _step(step: Step, words: Mapping[str, str], labels: Mapping[str, str]) -> Iterator[str]:
    kind = words["review-step" if step.kind == "review" else step.kind]
    verdict = step.detail.get("verdict") or step.detail.get("state")
    more = f" — {_plain(verdict)}" if isinstance(verdict, str) else ""
    yield f"### {step.number}. {kind}{more}"
    yield ""
    who = _plain(step.who) if step.who else words["nobody"]
    where = " ".join(filter(None, (step.via, step.where)))
    yield f"- {step.at}, {who}" + (f" ({_plain(where)})" if where else "")
    if step.entries:
        yield f"- {words['entries']}: {', '.join(map(str, step.entries))}"
    named = {labels.get(name, name): value for name, value in step.detail.items()}
    yield from (f"- {line}" for line in _details(named))


def _details(detail: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """Yield what a step says, a line each; parts of parts by a dotted name."""
    for name, value in detail.items():
        label = f"{above}{name}"
        if isinstance(value, dict):
            yield from _details(value, f"{label}.")
        elif isinstance(value, list):
            for number, one in enumerate(value[:_SHOWN], start=1):
                if isinstance(one, dict):
                    told = ", ".join(f"{k} {_plain(v)}" for k, v in one.items() if _is_short(v))
                    yield f"{label} {number}: {told}"
                else:
                    yield f"{label} {number}: {_plain(one)}"
            if len(value) > _SHOWN:
                yield f"{label}: … {len(value)}"
        elif value not in (None, ""):
            yield f"{label}: {_plain(value)}"


def _is_short(value: Any) -> bool:  # any part of JSON
    return isinstance(value, str | int | float)


def _plain(value: object) -> str:
    """Return a text on one line, in which nothing is markup."""
    text = " ".join(str(value).split())
    return _SPECIAL.sub(r"\\\1", text if len(text) <= _LONGEST else text[:_LONGEST] + "…")

"""How a portal refuses a crawler."""

from __future__ import annotations

from typing import Final

from crawler.simulation.country.cms.protocol import Reply, Request
from crawler.simulation.country.model import PortalPlan

_SCRIPT: Final = (
    "<html><head><script>var _0x{number:x}=['cookie','reload'];document[_0x{number:x}[0]]="
    "'__jsl={number:x};path=/';location[_0x{number:x}[1]]();</script></head><body></body></html>"
)
_FORBIDDEN: Final = "<html><head><title>403</title></head><body>访问被拒绝</body></html>"
#: The lighter ones of a firewall: a page of words, and pages of nothing but a script.
_STATUSES: Final = {"403": 403, "412": 412, "521": 521, "challenge": 200}


def is_refused(plan: PortalPlan, day: int) -> bool:
    """Tell whether a portal refuses everything on a day."""
    first, last = plan.traits.refuses
    return bool(plan.traits.refusal) and first <= day <= last


def refuse(plan: PortalPlan, asked: Request, number: int) -> Reply:
    """Answer a request as the portal refuses; ``number`` makes each script a new one."""
    refusal = plan.traits.refusal
    if refusal == "cookie":
        headers = {"Location": asked.target, "Set-Cookie": f"__jsluid={number:x}; Path=/"}
        return Reply("", status=302, headers=headers)
    if refusal == "403":
        return Reply(_FORBIDDEN, status=403)
    text = _SCRIPT.format(number=number)
    headers = {"Set-Cookie": f"__jsluid_h={number:x}; Path=/"} if refusal == "521" else {}
    return Reply(text, status=_STATUSES[refusal], headers=headers)

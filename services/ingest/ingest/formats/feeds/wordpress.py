"""Fields of WordPress, in exports (WXR) and in feeds that carry them, and of AtomPub: unpublished entries."""

from ingest.formats.syntax import xml
from ingest.formats.syntax.xml import Element
from newsroom.http.problems import FieldProblem

# Types of posts that are no articles; a site's own types may be.
_NO_ARTICLES = frozenset(
    {
        *(
            "attachment",
            "revision",
            "nav_menu_item",
            "page",
            "custom_css",
            "customize_changeset",
            "oembed_cache",
        ),
        *("user_request", "product", "elementor_library", "feedback", "popup", "scheduled-action"),
        *("product_variation", "shop_order", "shop_coupon", "shop_order_refund", "e-landing-page"),
        *("wpcf7_contact_form", "tablepress_table", "mailpoet_page", "jp_pay_order", "elementor_snippet"),
    }
)


def unpublished(entry: Element | None) -> FieldProblem | None:
    """The reason why an entry is none that readers may see; None where nothing is against it."""
    status, kind = (_field(entry, name) for name in ("status", "post_type"))
    if kind in _NO_ARTICLES or kind.startswith(("wp_", "acf-")):
        return FieldProblem("wp:post_type", f"its type is {kind}, which is no article")
    if status not in ("", "publish"):
        return FieldProblem("wp:status", f"it is {status}, and not published")
    if (xml.child_text(entry, "control", "draft") or "").strip().lower() == "yes":
        return FieldProblem("app:draft", "it is a draft, and not published")
    if _field(entry, "post_password"):
        return FieldProblem("wp:post_password", "it is for those who have its password")
    return None


def _field(entry: Element | None, name: str) -> str:
    """WordPress' field of that name; other elements are called so too."""
    for child in xml.children(entry, name):
        if "wordpress.org" in str(child.tag) or str(child.tag).startswith("wp:"):
            return (xml.text(child) or "").strip().lower()
    return ""

"""The contract's promises about time as they hold at a moment: sites repeat them, for phones have no contracts."""

from fieldapp.documents import ServiceTerms
from fieldapp.portable.natives import epoch, plain, zone_parts
from fieldapp.sla.promises import service_of
from fieldapp.sla.targets import terms_at

PORTABLE = True


def service_at(site, at):
    """``ServiceTerms`` of the site at the moment, as plain data; the defaults where it has none."""
    return terms_at(service_of(site), at) or plain(ServiceTerms())


def day_there(at, zone):
    """The date (``2026-11-22``) of a moment in a zone."""
    year, month, day, _, _, _ = zone_parts(epoch(at), zone)
    return f"{year:04d}-{month:02d}-{day:02d}"

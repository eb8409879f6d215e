"""The certificate itself, and the public page where anybody checks one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.text import slugify

from andersom.notifications.links import absolute
from training.domain import paper
from training.forms.check import CheckForm
from training.models import Certificate, Enrolment
from training.models.certificate import folded
from training.views import tries


def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate that stands, as a PDF; 404 when there is none."""
    enrolment = get_object_or_404(Enrolment.objects.visible_to(request.user), pk=pk)  # type: ignore[arg-type]
    found = get_object_or_404(enrolment.certificates.standing().select_related("enrolment__cohort"))
    made = paper.made(found, url=absolute("training:check", found.code))
    response = HttpResponse(made, content_type="application/pdf")
    name = slugify(f"certificaat {found.programme} {found.name}")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return response


def check_form(request: HttpRequest) -> HttpResponse:
    """Type a code, and go to its page."""
    form = CheckForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("training:check", form.cleaned_data["code"])
    return _hidden(render(request, "training/check_form.html", {"form": form}))


def check(request: HttpRequest, code: str) -> HttpResponse:
    """What a code says: name, programme, day and validity. Too many wrong ones: 429."""
    if tries.too_many(request):
        return _busy(request)
    found = Certificate.objects.filter(code=folded(code)).exclude(name="").first()
    if found is None:
        tries.count(request)
        response = render(request, "training/check_unknown.html", {"form": CheckForm()}, status=404)
        return _hidden(response)
    valid = found.valid_on(timezone.localdate())
    context = {"certificate": found, "valid": valid, "revoked": found.revoked_at is not None}
    return _hidden(render(request, "training/check.html", context))


def _busy(request: HttpRequest) -> HttpResponse:
    response = render(request, "training/check_busy.html", status=429)
    response["Retry-After"] = str(tries.SECONDS)
    return _hidden(response)


def _hidden(response: HttpResponse) -> HttpResponse:
    """Not for search engines, and not for the memory of a shared computer."""
    response["X-Robots-Tag"] = "noindex, nofollow"
    patch_cache_control(response, private=True, no_store=True)
    return response

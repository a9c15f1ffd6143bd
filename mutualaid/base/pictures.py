"""Photos are drawn anew before they are kept, so that nothing comes along that cannot be seen."""

import warnings
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

LONGEST = 1600
MAX_BYTES = 15_000_000
MAX_PIXELS = 60_000_000
FORMATS = ["JPEG", "PNG", "WEBP", "GIF"]


def redraw(upload: UploadedFile, longest: int = LONGEST) -> tuple[ContentFile, tuple[int, int]]:
    """A WebP of at most `longest` px with the pixels and nothing else (no EXIF, no GPS), and its size.

    Raises `ValidationError`, in words for whoever chose the file, when it is no photo, too large or broken.
    """
    if (upload.size or 0) > MAX_BYTES:
        raise ValidationError(_("This photo is larger than 15 MB. Choose a smaller one."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            drawn = _draw(upload, longest)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ValidationError(_too_many_pixels()) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise ValidationError(_("This is not a photo that we can read. JPEG, PNG and WebP work.")) from error
    out = BytesIO()
    drawn.save(out, "WEBP", quality=80, method=4)
    return ContentFile(out.getvalue()), drawn.size


def _draw(upload: UploadedFile, longest: int) -> Image.Image:
    """The pixels, upright, on a new sheet: what the file said about itself stays behind."""
    with Image.open(upload, formats=FORMATS) as photo:
        if photo.width * photo.height > MAX_PIXELS:
            raise Image.DecompressionBombError
        photo.draft("RGB", (longest, longest))
        upright = ImageOps.exif_transpose(photo).convert("RGBA")
    upright.thumbnail((longest, longest))
    sheet = Image.new("RGB", upright.size, "white")
    sheet.paste(upright, mask=upright.getchannel("A"))
    return sheet


def _too_many_pixels() -> str:
    return _("This photo has too many pixels. Choose a smaller one.")

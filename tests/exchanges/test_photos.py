"""What becomes of a file that somebody chose as a photo."""

import struct
import zlib
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mutualaid.base.pictures import MAX_BYTES, redraw


def upload(data, name="photo.jpg"):
    return SimpleUploadedFile(name, data)


def picture(size=(40, 30), file_format="JPEG", mode="RGB", **options):
    out = BytesIO()
    Image.new(mode, size, "green").save(out, file_format, **options)
    return out.getvalue()


def png_that_claims(width, height):
    """A small file that says it is huge: what a decompression bomb looks like."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"0"))
        + chunk(b"IEND", b"")
    )


def test_redraw_leaves_out_where_and_when_it_was_taken():
    exif = Image.Exif()
    exif[0x0132] = "2026:01:01 12:00:00"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)})
    data = picture(exif=exif, comment=b"12 Alder Street", icc_profile=b"profile of a phone")
    assert b"2026:01:01" in data
    file, _size = redraw(upload(data))
    drawn = Image.open(file)
    assert (drawn.format, dict(drawn.getexif()), drawn.info.get("icc_profile")) == ("WEBP", {}, None)
    assert b"Alder" not in file.file.getvalue()
    assert b"EXIF" not in file.file.getvalue()


def test_redraw_turns_a_photo_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    assert redraw(upload(picture((40, 30), exif=exif)))[1] == (30, 40)


def test_redraw_makes_it_at_most_1600_pixels():
    assert redraw(upload(picture((4000, 1000))))[1] == (1600, 400)


def test_redraw_puts_what_is_see_through_on_white():
    file, _size = redraw(upload(picture(file_format="PNG", mode="RGBA")))
    assert Image.open(file).mode == "RGB"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not a photo",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture()[:300],
        picture(file_format="PNG")[:60],
        b"GIF89a" + b"\x00" * 20,
    ],
)
def test_redraw_refuses_what_is_not_a_photo(data):
    with pytest.raises(ValidationError, match="not a photo"):
        redraw(upload(data))


@pytest.mark.parametrize("size", [(9000, 9000), (30000, 30000), (1, 100_000_000)])
def test_redraw_refuses_a_decompression_bomb(size):
    with pytest.raises(ValidationError, match="too many pixels"):
        redraw(upload(png_that_claims(*size)))


def test_redraw_refuses_a_huge_file():
    with pytest.raises(ValidationError, match="15 MB"):
        redraw(upload(picture() + b"\0" * MAX_BYTES))

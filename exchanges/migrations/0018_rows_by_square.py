from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("exchanges", "0017_posts_without_a_place"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="postrow",
            index=models.Index(
                condition=models.Q(("published", True)),
                fields=["cell_m", "cell_x", "cell_y"],
                name="postrow_square",
            ),
        ),
        migrations.RemoveIndex(model_name="postrow", name="postrow_pt"),
    ]

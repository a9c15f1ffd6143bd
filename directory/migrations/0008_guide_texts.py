"""The words of a guide move into rows of their own, one a language and a version."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

# What a guide said becomes its first version. It stays theirs who wrote it: no release touches `is_own`.
MOVE = """
INSERT INTO directory_guidetext (guide_id, language, number, title, summary, body, written_at)
SELECT id, language, 1, name, summary, body, modified_at FROM directory_guide;
UPDATE directory_guide SET is_own = true;
UPDATE directory_guide SET kind = 'guide' WHERE kind = 'tool' AND url = '';
-- The tables change next, which checks that are still to come would forbid.
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

# A guide is found by its words in all its languages, each read by the rules of its own.
ALL_WORDS = """
CREATE AGGREGATE mutualaid_all_words (tsvector) (SFUNC = tsvector_concat, STYPE = tsvector, INITCOND = '');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0007_gone_from_its_source'),
    ]

    operations = [
        migrations.CreateModel(
            name='GuideText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=12, verbose_name='language of these texts')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('summary', models.CharField(blank=True, help_text='What one can do after reading.', max_length=300, verbose_name='in one line')),
                ('body', models.TextField(blank=True, help_text='“## ” begins a heading, “- ” a list, “1. ” a step, “- [ ] ” a box to tick; **bold**; [words](/directory/) is a link.', validators=[django.core.validators.MaxLengthValidator(20000)], verbose_name='text')),
                ('written_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='written')),
            ],
            options={
                'verbose_name': 'text of a guide',
                'verbose_name_plural': 'texts of guides',
                'ordering': ['guide_id', 'language', '-number'],
            },
        ),
        migrations.AlterModelOptions(
            name='guide',
            options={'ordering': ['slug'], 'verbose_name': 'guide', 'verbose_name_plural': 'guides'},
        ),
        migrations.AddField(
            model_name='guide',
            name='is_own',
            field=models.BooleanField(default=False, editable=False, verbose_name='our own'),
        ),
        migrations.AddField(
            model_name='guide',
            name='listings',
            field=models.ManyToManyField(blank=True, related_name='guides', to='directory.service', verbose_name='listings that go with it'),
        ),
        migrations.AddField(
            model_name='guide',
            name='minutes',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Roughly.', null=True, verbose_name='minutes that the first time takes'),
        ),
        migrations.AlterField(
            model_name='guide',
            name='url',
            field=models.URLField(blank=True, help_text='Where a tool is kept. Guides need none.', max_length=500, verbose_name='link'),
        ),
        migrations.AddField(
            model_name='guidetext',
            name='guide',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='directory.guide', verbose_name='guide'),
        ),
        migrations.AddConstraint(
            model_name='guidetext',
            constraint=models.UniqueConstraint(fields=('guide', 'language', 'number'), name='guidetext_number_once'),
        ),
        migrations.RunSQL(MOVE),
        migrations.RunSQL(ALL_WORDS),
        migrations.RemoveField(
            model_name='guide',
            name='body',
        ),
        migrations.RemoveField(
            model_name='guide',
            name='language',
        ),
        migrations.RemoveField(
            model_name='guide',
            name='name',
        ),
        migrations.RemoveField(
            model_name='guide',
            name='summary',
        ),
        migrations.AddConstraint(
            model_name='guide',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'tool'), _negated=True), models.Q(('url', ''), _negated=True), _connector='OR'), name='guide_tool_is_somewhere', violation_error_message='A tool needs its link.'),
        ),
    ]

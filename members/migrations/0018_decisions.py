
import django.db.models.deletion
import django.utils.timezone
import mutualaid.base.crypto
import mutualaid.base.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0017_how_people_join'),
    ]

    operations = [
        migrations.CreateModel(
            name='RemovedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('hash', models.CharField(max_length=64, unique=True)),
                ('removed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'fingerprint of a removed address',
                'verbose_name_plural': 'fingerprints of removed addresses',
            },
        ),
        migrations.AddField(
            model_name='person',
            name='suspended_until',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='paused until'),
        ),
        migrations.AlterField(
            model_name='leaving',
            name='was',
            field=models.CharField(choices=[('pending', 'waiting'), ('active', 'active'), ('suspended', 'suspended'), ('removed', 'removed'), ('left', 'left')], max_length=10),
        ),
        migrations.AlterField(
            model_name='person',
            name='status',
            field=models.CharField(choices=[('pending', 'waiting'), ('active', 'active'), ('suspended', 'suspended'), ('removed', 'removed'), ('left', 'left')], default='active', max_length=10, verbose_name='status'),
        ),
        migrations.CreateModel(
            name='StandardText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('hidden', 'something of theirs is hidden'), ('warning', 'a warning'), ('no_posts', 'cannot post'), ('no_threads', 'cannot answer posts of others'), ('suspension', 'paused'), ('removal', 'removed')], max_length=10, verbose_name='decision')),
                ('language', models.CharField(max_length=12, verbose_name='language')),
                ('text', models.TextField(max_length=2000, verbose_name='what it says')),
            ],
            options={
                'verbose_name': 'text of a decision',
                'verbose_name_plural': 'texts of decisions',
                'constraints': [models.UniqueConstraint(fields=('kind', 'language'), name='standard_text_once')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=mutualaid.base.ids.public_id, editable=False, max_length=12, unique=True)),
                ('kind', models.CharField(choices=[('hidden', 'something of theirs is hidden'), ('warning', 'a warning'), ('no_posts', 'cannot post'), ('no_threads', 'cannot answer posts of others'), ('suspension', 'paused'), ('removal', 'removed')], max_length=10, verbose_name='what')),
                ('reason', models.CharField(choices=[('safety', 'somebody was not safe'), ('agreement', 'against what we agreed on'), ('mistake', 'a mistake or misunderstanding'), ('settled', 'settled between them'), ('nothing', 'nothing wrong found')], max_length=10, verbose_name='why')),
                ('words', mutualaid.base.crypto.EncryptedTextField(blank=True, default='', verbose_name="in the organizers' words")),
                ('until', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                ('decided_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='decided')),
                ('is_proposed', models.BooleanField(default=False, verbose_name='waits for a second organizer')),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='taken back')),
                ('appeal', mutualaid.base.crypto.EncryptedTextField(blank=True, default='', verbose_name='their side')),
                ('appealed_at', models.DateTimeField(null=True, verbose_name='they appealed')),
                ('outcome', models.CharField(blank=True, choices=[('kept', 'it stays'), ('lifted', 'it is taken back')], max_length=10, verbose_name='answer to the appeal')),
                ('answer', mutualaid.base.crypto.EncryptedTextField(blank=True, default='', verbose_name='in your words')),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person')),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person', verbose_name='confirmed by')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person', verbose_name='decided by')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person', verbose_name='taken back by')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='members.person', verbose_name='about whom')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='decisions', to='members.report', verbose_name='report')),
            ],
            options={
                'verbose_name': 'decision',
                'verbose_name_plural': 'decisions',
                'ordering': ['-decided_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('lifted_at', None)), fields=['person'], name='decision_standing')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['hidden', 'removal']), ('until__isnull', True)), models.Q(models.Q(('kind__in', ['hidden', 'removal']), _negated=True), ('until__isnull', False)), _connector='OR'), name='decision_has_an_end'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'removal'), _negated=True), ('is_proposed', True), ('confirmed_at__isnull', False), _connector='OR'), name='decision_of_removal_is_confirmed'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), ('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('decided_by')), _negated=True), _connector='OR'), name='decision_confirmed_by_somebody_else'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('person')), _negated=True), _connector='OR'), models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('person')), _negated=True), _connector='OR')), name='decision_not_in_ones_own_case'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False), ('appealed_at__isnull', False)), _connector='OR'), name='decision_appeal_is_answered_once')],
            },
        ),
        migrations.CreateModel(
            name='Mediation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('public_id', models.CharField(default=mutualaid.base.ids.public_id, editable=False, max_length=12, unique=True)),
                ('mediator', models.CharField(blank=True, max_length=60, verbose_name='who mediates')),
                ('outcome', models.CharField(blank=True, choices=[('settled', 'they settled it'), ('refused', 'they did not want to'), ('failed', 'it did not help'), ('unsafe', 'not offered: somebody would not be safe')], max_length=10, verbose_name='what came of it')),
                ('offered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='offered')),
                ('closed_at', models.DateTimeField(null=True)),
                ('offered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='members.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mediations', to='members.person', verbose_name='offered to')),
                ('report', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mediations', to='members.report', verbose_name='report')),
            ],
            options={
                'verbose_name': 'mediation',
                'verbose_name_plural': 'mediations',
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='mediation_closed_with_an_outcome')],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    """The triggers are set up when an installation is opened: a table that is remade loses its own."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Mark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(db_index=True, max_length=8)),
                ('number', models.BigIntegerField()),
                ('nonce', models.BigIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
    ]

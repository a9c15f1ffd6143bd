"""People for tests. Nobody real."""

import factory

from members.models import Person, Pod, PodMembership, PodReach, PodSquare, User


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"neighbour{n}@example.org")
    password = "!"


class PersonFactory(factory.django.DjangoModelFactory):
    """A member with an account, a square and a language. `user=None` for a neighbour without one."""

    class Meta:
        model = Person

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda n: f"Neighbour {n}")
    languages = ["en"]
    cell_m = 1000
    cell_x = 0
    cell_y = 0


class OrganizerFactory(PersonFactory):
    user = factory.SubFactory(UserFactory, is_staff=True)


class PodFactory(factory.django.DjangoModelFactory):
    """`members=[person, ...]` are in it, `point=` and `backup=` too; `cells=[(m, x, y), ...]`."""

    class Meta:
        model = Pod
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"Pod {n}")

    @factory.post_generation
    def members(self, create, extracted, **kwargs):
        for person in extracted or ():
            PodMembership.objects.create(pod=self, person=person)

    @factory.post_generation
    def point(self, create, person, **kwargs):
        if person:
            PodMembership.objects.create(pod=self, person=person, role="point")

    @factory.post_generation
    def backup(self, create, person, **kwargs):
        if person:
            PodMembership.objects.create(pod=self, person=person, role="backup")

    @factory.post_generation
    def reached(self, create, extracted, **values):
        """`reached=True`: everybody may be called and calls; `reached__<field>=`: what else they say."""
        if extracted or values:
            for place in self.memberships.order_by("pk"):
                said = {"reached": "call", "number": f"555 {place.pk:04}", "calls_in": ["en"], **values}
                PodReach.objects.create(membership=place, **said)

    @factory.post_generation
    def cells(self, create, cells, **kwargs):
        for m, x, y in cells or ():
            PodSquare.objects.create(pod=self, cell_m=m, cell_x=x, cell_y=y)

"""What Ana, Ben and their street have going on: what one sees first after signing in."""

from ..words import SwapText as S

SWAPS = (
    S(
        post="soup",
        other="marcus",
        quantity=2,
        ago=0.9,
        state="accepted",
        answered=1,
        note="Two for us, please. We eat them standing up, one hand each. I can fetch them after six.",
        says=(
            (
                "ana",
                1.2,
                "With pleasure. I put them in a bag on the step so that you need not ring. Rice is in it "
                "too.",
            ),
            ("marcus", 2.0, "You are a wonder. White hat, tired face, that is me."),
            (
                "ana",
                2.4,
                "I know that face, I had it twice. If the pram is a fight, stay in, I walk past at seven.",
            ),
            ("marcus", 3.0, "Then seven, at the gate by the hall. Thank you, thank you."),
        ),
    ),
    S(
        post="soup",
        other="okafor",
        quantity=1,
        ago=0.8,
        state="accepted",
        note="Olu here, for Mrs Okafor: one jar, not too much garlic if there is a choice. She sends "
        "jollof next week.",
        says=(
            ("ana", 2.5, "The mild one is hers. I take it up myself, I want to hear about the bed."),
            ("okafor", 4.0, "She says: knock twice, then wait, her knees are coming. (Olu typing.)"),
        ),
    ),
    S(
        post="soup",
        other="hana",
        quantity=1,
        ago=0.2,
        state="proposed",
        note="Is there still one? I can bring you a jar of pickles my aunt made. I come on foot from the "
        "corner.",
    ),
    S(
        post="ana-evening",
        other="gwen",
        ago=1.6,
        state="proposed",
        note="I can do it, and I have read under the blanket myself. Shall I come for tea on Sunday "
        "first, so they "
        "know my face?",
    ),
    S(
        post="ana-evening",
        other="zoe",
        ago=1.1,
        state="proposed",
        note="I am free from five and I am good at trains. Ruth knows me if you want to ask her.",
    ),
    S(
        post="bread-nights",
        other="ana",
        ago=9,
        state="accepted",
        answered=5,
        note="Two loaves on Thursdays? I am up at six with a four-year-old train.",
        says=(
            ("nadia", 6, "Thursdays it is. They hang on the left hook, the bag says A."),
            ("ana", 30, "The seeded one did not survive the walk home."),
            ("nadia", 31, "That is what it is for. Sesame next week?"),
            ("ana", 55, "Sesame! And I leave soup on the same hook, in the blue jar."),
            ("nadia", 170, "Hook found, soup gone, jar washed. See you in line on Thursday."),
        ),
    ),
    S(
        post="coats",
        other="ana",
        ago=0.5,
        state="proposed",
        language="es",
        quantity=1,
        note="Tengo un abrigo azul de talla 7, con todos los botones. Puedo llevarlo al salón el sábado.",
    ),
    S(
        post="portuguese-ben",
        other="ana",
        ago=3.5,
        state="accepted",
        answered=4,
        note="Good morning and octopus is already a life. Twenty words over soup, Sunday at four?",
        says=(
            ("ben", 4.5, "Sunday at four. I bring the bread and my notebook."),
            (
                "ana",
                6,
                "First lesson now, so you can practise on the bike: 'Fico muito feliz por a conhecer.'",
            ),
            ("ben", 7, "Fico muito feliz. My chain is also feliz."),
            ("ana", 7.5, "She will marry you herself. Bring your wife, I want to hear her laugh at us."),
            (
                "ben",
                50,
                "She is coming. She says I must learn 'no thank you, I am full' before anything else.",
            ),
            ("ana", 52, "There is no such sentence in Portuguese."),
        ),
    ),
    S(
        post="bikes",
        other="ana",
        ago=16,
        state="done",
        answered=3,
        note="The back brake of my bike squeals like a gull. Could you look? I can come to yours with Tomé.",
        says=(
            ("ben", 4, "Come on Wednesday after six. Tomé gets a spanner of his own."),
            ("ana", 5, "He is already asleep with his. See you on Wednesday."),
            ("ben", 78, "New pads are in, and the bell rings again. They were in my box, so nothing to pay."),
        ),
        ended=80,
        thanks=(
            (
                "ana",
                "It stops like a cat now. Tomé tells everybody that he repaired it. He is not wrong. "
                "Thank you!",
            ),
            ("ben", "Thank you for the custard tarts. There were six. I have told nobody."),
        ),
    ),
    S(
        post="bikes",
        other="jo",
        ago=30,
        state="done",
        answered=2,
        note="My scooter stops on the hill, always in the rain. The shop says three weeks.",
        says=(
            ("ben", 3, "It is the battery clip, it always is. Can I come to you? It saves you the hill."),
            ("jo", 3.5, "You can. My neighbour will be in as well, I like company when people mend me."),
            ("ben", 4, "Very right. Tuesday, half past five, I bring the good clip."),
        ),
        ended=55,
        thanks=(("jo", "Up the hill twice, in the rain, out of spite. Thank you."),),
    ),
    S(
        post="bikes",
        other="zoe",
        ago=0.4,
        state="proposed",
        note="Puncture, back wheel. I want to learn it myself if you have the patience. Thursday?",
    ),
    S(
        post="bikes",
        other="perry",
        ago=32,
        state="declined",
        note="Ten bikes to fix fast, for a sale. Pay later.",
    ),
    S(
        post="sofa-ben",
        other="declan",
        ago=1.8,
        state="proposed",
        note="I have gloves and a strap. I can be there at half past six.",
    ),
    S(
        post="sofa-ben",
        other="kofi",
        ago=1.2,
        state="proposed",
        note="Mornings are mine and evenings I sleep, but for a sofa I wake up.",
    ),
    S(
        post="kids-bike",
        other="ben",
        ago=4,
        state="accepted",
        answered=8,
        note="There is a red frame in my shed, twenty-four inch. It wants wheels, love and you.",
        says=(
            ("teo", 9, "¡Perfecto! She likes red. I come on Saturday with the wheels from the old one."),
            ("ben", 10, "Bring her too, then we set the saddle while she is on it."),
            ("teo", 11, "She wants to know if there can be a bell. It is important."),
            ("ben", 12, "There can be two bells."),
        ),
    ),
    S(
        post="bed-upstairs",
        other="ben",
        ago=1.5,
        state="accepted",
        answered=3,
        note="I carry. I also heard the word jollof.",
        says=(
            (
                "okafor",
                4,
                "Olu typing for Mrs Okafor: she laughed. Gloves are here, and she wants to know if you "
                "eat pepper.",
            ),
            ("ben", 5, "I eat pepper and then I cry, but I am happy. Who is the second?"),
            ("okafor", 26, "Tomasz from Cooper's Yard. You will like each other, he measures too."),
        ),
    ),
    S(
        post="bed-upstairs",
        other="tomasz",
        ago=1.2,
        state="accepted",
        answered=2,
        note="I can take the bed apart first, then it is only planks and the stairs are nothing.",
        says=(
            ("okafor", 3, "Olu for Mrs Okafor: she says you are a gift. Eleven o'clock, and mind the cat."),
            ("tomasz", 5, "I bring the long screwdriver and I mind the cat."),
        ),
    ),
    S(
        post="espanol",
        other="ben",
        ago=12,
        state="declined",
        answered=20,
        language="en",
        note="Is there a fifth chair? I can bring one.",
    ),
    S(
        post="boat-trip",
        other="ben",
        quantity=2,
        ago=2,
        state="proposed",
        note="Two seats, please. My niece is eight and wears a life jacket at breakfast already.",
    ),
    S(
        post="lift-shops",
        other="hassan",
        ago=1.2,
        state="accepted",
        answered=3,
        note="I can drive you on my free morning. Front seat, heater on, no hurry at the cheese.",
        says=(
            (
                "frank",
                4,
                "Olu typing: Frank says he will know you by the music. He asks if the frame fits in the "
                "boot.",
            ),
            (
                "hassan",
                5,
                "It fits, I carried a harp in it once. I come up to the door and ring, he need not wait "
                "outside.",
            ),
            ("frank", 20, "He says nine is good. His shopping he pays himself, at the till."),
            ("hassan", 21, "Of course. I hold the basket and keep my opinions on biscuits."),
        ),
    ),
    S(
        post="lift-shops",
        other="kwame",
        ago=1.9,
        state="withdrawn",
        answered=3,
        note="I could borrow my brother's car.",
    ),
    S(
        post="visit-frank",
        other="lewis",
        ago=1.4,
        state="proposed",
        note="I fished beside his crane for ten years. Tell him the man with the green boat brings dominoes.",
    ),
    S(
        post="heater",
        other="joao",
        ago=0.3,
        state="proposed",
        note="I have one that I checked this week. I bring it, look at his socket, and stay until it is "
        "warm.",
    ),
    S(
        post="shop-june",
        other="sam",
        ago=9,
        state="accepted",
        answered=6,
        note="I pass June's door with a dog most days. Which marmalade?",
        says=(
            (
                "june",
                7,
                "Thick cut, she says, the one with the ship. She pays at the shop by phone, so there is "
                "no money "
                "and no card between you.",
            ),
            ("sam", 8, "Thick cut with the ship. I put the bag on the chair and wait till she waves."),
            ("june", 60, "She waved. She wants to know the name of the dog."),
            ("sam", 61, "Pickle. Pickle wants to know June."),
            ("june", 130, "June has bought biscuits for Pickle. You are in trouble now."),
        ),
    ),
    S(
        post="phone-tree",
        other="kwame",
        quantity=1,
        ago=4,
        state="accepted",
        note="Three calls I can do, also at night. I work on the phones anyway.",
        says=(
            ("olu", 3, "You are branch two. The joke comes on Sunday."),
            ("kwame", 5, "I have three jokes ready as well."),
        ),
    ),
    S(
        post="phone-tree",
        other="ingrid",
        ago=0.7,
        state="proposed",
        note="I have a landline that works when nothing else does. Count me in for three.",
    ),
)

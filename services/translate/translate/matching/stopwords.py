"""Words that say nothing of what an article is about, by language; sources' own phrases too."""

_EN = """the a an and or but if of to in on at by for with from as is are was were be been being it its this that
these those he she they we you his her their our your him them who whom which what when where why how not no nor so
than then there here has have had do does did will would can could may might must should also more most some any all
each other such only own same very just about after before into over under again during between both through while
said says say told according one two three ones up out off down now new mr mrs ms dr s t ll re ve d m however because
per amid via set get gets got make makes made take takes took""".split()
_AZ = """və ilə bu o da də ki üçün olan olub olaraq edib edən etmək olmaq var yox bir daha çox ən hər həm isə amma lakin ya
bunu onun onu ona onlar onların bunun buna sonra əvvəl kimi qədər görə üzrə üzərində arasında haqqında barədə ilk artıq
deyib bildirib bildirir qeyd edir edilib edilən olunub olunur olmuş olacaq idi imiş nə necə niyə harada öz biz siz mən sən
heç bəzi bütün digər eyni yalnız ancaq həmçinin tərəfindən dair etdi edəcək oldu istəyir""".split()
_RU = """и в во не что он на я с со как а то все она так его но да ты к у же вы за бы по только ее мне было вот от меня еще
нет о из ему теперь когда даже ну вдруг ли если уже или ни быть был него до вас нибудь опять уж вам ведь там потом себя
ничего ей может они тут где есть надо ней для мы тебя их чем была сам чтоб без будто чего раз тоже себе под будет ж тогда
кто этот того потому этого какой совсем ним здесь этом один почти мой тем чтобы нее были куда зачем всех никогда можно при
наконец об другой хоть после над больше тот через эти нас про всего них какая много разве эту моя свою этой перед иногда
лучше чуть том нельзя такой им более всегда конечно всю между это также который которая которые которых является стал
сообщает сообщил заявил заявила отметил словам своей своего своих""".split()

STOPWORDS: dict[str, frozenset[str]] = {"en": frozenset(_EN), "az": frozenset(_AZ), "ru": frozenset(_RU)}

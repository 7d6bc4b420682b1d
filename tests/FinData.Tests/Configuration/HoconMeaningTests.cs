using FinData.Engine.Configuration;

namespace FinData.Tests.Configuration;

/// <summary>What a text means: merging, joining, references. The cases are facts of the specification.</summary>
public sealed class HoconMeaningTests
{
    public static TheoryData<string, string> Values => new()
    {
        // Duplicate keys and merging.
        { "a:10,a:11", "{a:11}" },
        { "a:{x:1,y:2},a:{x:42,z:100}", "{a:{x:42,y:2,z:100}}" },
        { "a:{b:{x:1,y:2}},a:{b:{x:42,z:100}}", "{a:{b:{x:42,y:2,z:100}}}" },
        { "a:{b:1},a:null,a:{c:2}", "{a:{c:2}}" },
        { "a:{b:1},a:42,a:{c:2}", "{a:{c:2}}" },
        { "a:{b:1},a:[],a:{c:2}", "{a:{c:2}}" },
        { "a:[1,2],a:[3]", "{a:[3]}" },
        { "a.x : 42, a.y : 43", "{a:{x:42,y:43}}" },
        { "a.b.c.d:{a:1,z:101},a.b.c:{q:301},a.b:{r:302},a:{s:303},a.b.c.d:{b:2,z:102},a.b.c.d.e:400,a.b.c.d.e:401",
            "{a:{b:{c:{d:{a:1,z:102,b:2,e:401},q:301},r:302},s:303}}" },
        // Keys.
        { "a b c : 42", "{a b c:42}" },
        { "3 : 42", "{3:42}" },
        { "3.14 : 42", "{3:{14:42}}" },
        { "true : 42", "{true:42}" },
        { "123 foo : v", "{123 foo:v}" },
        { "/a/b/c=42, x/y/z : 32", "{/a/b/c:42,x/y/z:32}" },
        { "a.\"b.c\".d = 1", "{a:{b.c:{d:1}}}" },
        { "foo \"bar\" baz : 1", "{foo bar baz:1}" },
        // Separators.
        { "[1\n2\n3]", "[1,2,3]" },
        { "[1,2\n3,]", "[1,2,3]" },
        { "[ 1 2 3 4 ]", "[1 2 3 4]" },
        { "[ \"4\" \"5\" ]", "[4 5]" },
        { "a\n{ b = 1 }", "{a:{b:1}}" },
        { "a = # more\n// and more\n 1", "{a:1}" },
        // Strings.
        { "a =  foo bar baz  ", "{a:foo bar baz}" },
        { "a = null bar 42 \"baz\" true 3.14 hi", "{a:null bar 42 baz true 3.14 hi}" },
        { "a = truefoo, b = 10.0bar, c = nullx", "{a:truefoo,b:10.0bar,c:nullx}" },
        { "a = 1e5 x", "{a:1e5 x}" },
        { "a = x//y", "{a:x}" },
        { "a = x#y", "{a:x}" },
        { "a = x / y", "{a:x / y}" },
        { "a = \"#x//\"", "{a:#x//}" },
        { "a = \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0046\"", "{a:\"\\/\b\f\n\r\tF}" },
        { "a = \"${b}\"", "{a:${b}}" },
        { "a = null, b = \"null\"", "{a:NULL,b:null}" },
        { "a = foo\u00a0bar", "{a:foo\u00a0bar}" },
        { "a = x\r\nb = y\r\n", "{a:x,b:y}" },
        // Raw strings.
        { "a = \"\"\"hello\"\"\"", "{a:hello}" },
        { "a = \"\"\"hello\\nworld\"\"\"", "{a:hello\\nworld}" },
        { "a = \"\"\" x\n y \"\"\"", "{a: x\n y }" },
        { "a = \"\"\"\"hello\"\"\"\"", "{a:\"hello\"}" },
        { "a = \"\"\"hello\"\"\"\"\"\"", "{a:hello\"\"\"}" },
        { "a = \"\"\"\"\"\"\"\"", "{a:\"\"}" },
        { "a = \"\"\"foo\"\"bar\"\"\"", "{a:foo\"\"bar}" },
        // Joining.
        { "a : [1,2] [3,4]", "{a:[1,2,3,4]}" },
        { "a : [1,2\n] [3,4]", "{a:[1,2,3,4]}" },
        { "a : [[1,2] [3,4]]", "{a:[[1,2,3,4]]}" },
        { "a : [[1,2]\n[3,4]]", "{a:[[1,2],[3,4]]}" },
        { "a : {b:c} {x:y}", "{a:{b:c,x:y}}" },
        { "a : {b:1} {b:2} {b:3}", "{a:{b:3}}" },
        { "a : [{b:c} {x:y}]", "{a:[{b:c,x:y}]}" },
        { "a : [ This is ${n}, Hello ${w} ], n = x, w = y", "{a:[This is x,Hello y],n:x,w:y}" },
        { "a : ${x}foo${x}, x = 1", "{a:1foo1,x:1}" },
        { "a : ${x} [3,4] ${y}, x:[1,2], y:[5,6]", "{a:[1,2,3,4,5,6],x:[1,2],y:[5,6]}" },
        { "a : ${x} {b:1} ${y}, x:{a:0}, y:{c:2}", "{a:{a:0,b:1,c:2},x:{a:0},y:{c:2}}" },
        { "f={a:1}, b={b:2}, x=${f}${b}, y=${f} ${b}", "{f:{a:1},b:{b:2},x:{a:1,b:2},y:{a:1,b:2}}" },
        { "f=[1], b=[2], x=${f} ${b}", "{f:[1],b:[2],x:[1,2]}" },
        { "f=abc, b=def, x=${f} ${b}", "{f:abc,b:def,x:abc def}" },
        { "a = x${n}y, n = null", "{a:xnully,n:NULL}" },
        { "a = { 0 : x, 1 : y } [z]", "{a:[x,y,z]}" },
        { "a = [z] ${o}, o = { 10 : c, 2 : b, k : ignored }", "{a:[z,b,c],o:{10:c,2:b,k:ignored}}" },
        // Optional references.
        { "a = foo${?bar}", "{a:foo}" },
        { "bar=bar, a = foo${?bar}", "{bar:bar,a:foobar}" },
        { "a = [1] ${?bar}", "{a:[1]}" },
        { "a = {x:foo} ${?bar}", "{a:{x:foo}}" },
        { "a = ${?foo}${?bar}", "{}" },
        { "a = ${?foo} ${?bar}", "{a: }" },
        { "a = \"\"${?foo}${?bar}", "{a:}" },
        { "a : [ ${?missing}, 1, ${?also.missing} ]", "{a:[1]}" },
        { "a : ${?missing}, c : ${?a}, d : ${?c}", "{}" },
        { "a:42, a:${?NOT}", "{a:42}" },
        { "HERE:43, a:42, a:${?HERE}", "{HERE:43,a:43}" },
        { "a:{b:42}, a:${?NOT}", "{a:{b:42}}" },
        { "HERE:43, a:{b:42}, a:${?HERE}", "{HERE:43,a:43}" },
        // References look forward.
        { "a=1,b=${a},a=2", "{a:2,b:2}" },
        { "foo:${bar},bar:${a.b.c},a:{b:{c:57}}", "{foo:57,bar:57,a:{b:{c:57}}}" },
        { "bar:{foo:42,baz:${bar.foo}}", "{bar:{foo:42,baz:42}}" },
        { "bar:{foo:42,baz:${bar.foo}}, bar:{foo:43}", "{bar:{foo:43,baz:43}}" },
        { "bar:{foo:43}, bar:{foo:42,baz:${bar.foo}}", "{bar:{foo:42,baz:42}}" },
        { "bar:101, bar:{foo:42,baz:${bar.foo}}", "{bar:{foo:42,baz:42}}" },
        { "x:0, bar:[${x},1], bar:{foo:42,baz:${bar.foo}}", "{x:0,bar:{foo:42,baz:42}}" },
        { "bar:{a:${foo.d},b:1}\nbar.b=3\nfoo:{c:${bar.b},d:2}\nfoo.d=4", "{bar:{a:4,b:3},foo:{c:3,d:4}}" },
        { "foo:${a.b.c}, a:{b:{c:42,cycle:${foo}},cycle:${foo}}", "{foo:42,a:{b:{c:42,cycle:42},cycle:42}}" },
        { "a=${nonexistent},a=42", "{a:42}" },
        { "a=${a},a=42", "{a:42}" },
        { "n=${m.x}, m={x:null}", "{n:NULL,m:{x:NULL}}" },
        { "d{a=1,b=2}, i=${d}, i.b=3, j.b=${i.b}", "{d:{a:1,b:2},i:{a:1,b:3},j:{b:3}}" },
        { "d{a=1,b=2}, i=${d}, i.b={c:43}, j.b=${i.b}", "{d:{a:1,b:2},i:{a:1,b:{c:43}},j:{b:{c:43}}}" },
        { "d{a=1,b=2}, i.b=7, i=${d}, j.b=${i.b}", "{d:{a:1,b:2},i:{b:2,a:1},j:{b:2}}" },
        { "d{a=1}, i=${d}, i.c=${j.d}, i.x=${j.y}, j=${d}, j.d=${i.a}, j.y=15",
            "{d:{a:1},i:{a:1,c:1,x:15},j:{a:1,d:1,y:15}}" },
        { "i.a=10, i.b=${j.d}, j.d=14, j.e=${i.a}, j.f=${i.b}, j.g=${j.f}",
            "{i:{a:10,b:14},j:{d:14,e:10,f:14,g:14}}" },
        { "foo:37, \"foo.bar\":38, arr:[${foo},${\"foo.bar\"}], p:${arr}, x.y.q:${p}",
            "{foo:37,foo.bar:38,arr:[37,38],p:[37,38],x:{y:{q:[37,38]}}}" },
        { "generic={size=6}, east=${generic} {name=e}", "{generic:{size:6},east:{size:6,name:e}}" },
        { "a:{k:${b}}, b:${a} {k:1}", "{a:{k:{k:1}},b:{k:1}}" },
        // References to what they define look back.
        { "path=[/bin], path=${path} [/usr/bin]", "{path:[/bin,/usr/bin]}" },
        { "path=\"a:b\", path=${path}\":c\"", "{path:a:b:c}" },
        { "a=1,a=${a}", "{a:1}" },
        { "a=${?a}", "{}" },
        { "a=${?a}foo", "{a:foo}" },
        { "a=${?a}foo${?a}", "{a:foo}" },
        { "a=1,a=${?a}foo${?a}", "{a:1foo1}" },
        { "a.b=1,a.b=${a.b}", "{a:{b:1}}" },
        { "a.b.c=1,a.b.c=${a.b.c}", "{a:{b:{c:1}}}" },
        { "a={b=5},a=${a}", "{a:{b:5}}" },
        { "a.b={c=5},a.b=${a.b}", "{a:{b:{c:5}}}" },
        { "foo:{a:{c:1}}, foo:${foo.a}, foo:{a:2}", "{foo:{a:2,c:1}}" },
        { "a={b={c=5}}, a=${a.b}, a={b=2}", "{a:{b:2,c:5}}" },
        { "a={b={c=5}}, a={x:${a.b}}, a={b=2}", "{a:{b:2,x:2}}" },
        { "a=1,b=${a},a=${b}", "{a:1,b:1}" },
        { "a=1,b=${c},c=${a},a=${b}", "{a:1,b:1,c:1}" },
        { "a:1,b:2,a:${b},b:${a}", "{a:1,b:1}" },
        { "a=1,a=${a}foo", "{a:1foo}" },
        { "a=1,a=${a}x,a=${a}y,a=${a}z", "{a:1xyz}" },
        { "a=1,a=${a},a=${a},a=${a}", "{a:1}" },
        { "a=1,a=${a},a=2", "{a:2}" },
        { "a={b=5},a=${a},a={c=6}", "{a:{b:5,c:6}}" },
        { "a={b:3},a={b:2} ${a}", "{a:{b:3}}" },
        { "a:[1,2],a:${a} [3,4],a:${a} [5,6]", "{a:[1,2,3,4,5,6]}" },
        { "a=${?b}foo,b=${?a}", "{a:foo}" },
        { "a={b:${?a}}", "{a:{}}" },
        { "a=[${?a}]", "{a:[]}" },
        { "foo:${?bar},bar:${?c},c:${?foo}", "{}" },
        // Appending.
        { "a=[],a+=2", "{a:[2]}" },
        { "a+=2", "{a:[2]}" },
        { "a=[1],a+=2", "{a:[1,2]}" },
        { "a+=1,a+=2,a+=3", "{a:[1,2,3]}" },
        { "a+=1 x", "{a:[1 x]}" },
        { "a+=[1]", "{a:[[1]]}" },
        { "a.b.c=[1],a.b.c+=2", "{a:{b:{c:[1,2]}}}" },
        { "a:{b:{c:[1]}},a:{b:{c+=2}}", "{a:{b:{c:[1,2]}}}" },
        { "x{a+=1,a+=2}", "{x:{a:[1,2]}}" },
        { "a+={b:1},a+={b:2}", "{a:[{b:1},{b:2}]}" },
        { "a=${x},a+=${y},x=[1],y=2", "{a:[1,2],x:[1],y:2}" },
        { "d{x=[]},c:${d},c{x+=1,x+=2}", "{d:{x:[]},c:{x:[1,2]}}" },
        { "c{x:[],x:${c.x}[1],x:${c.x}[2]}", "{c:{x:[1,2]}}" },
        { "r:{d.x=[]},q:${r},q:{d{x=[]},c:${q.d},c{x:${q.c.x}[1],x:${q.c.x}[2]}}",
            "{r:{d:{x:[]}},q:{d:{x:[]},c:{x:[1,2]}}}" },
        { "base{list=[1]}, child=${base}{list+=2}", "{base:{list:[1]},child:{list:[1,2]}}" },
        { "base{list+=1}, child={list=[0]} ${base}", "{base:{list:[1]},child:{list:[1]}}" },
    };

    [Theory, MemberData(nameof(Values))]
    public void A_text_means_what_the_specification_says(string text, string meaning) =>
        Assert.Equal(meaning, Hocon.Resolve(text));

    [Theory]
    [InlineData("a:${b},b:${a}", "cycle")]
    [InlineData("a:${b},b:${c},c:${a}", "cycle")]
    [InlineData("a:${b},b:${c},c:${d},d:${a}", "cycle")]
    [InlineData("a:${a}", "cycle")]
    [InlineData("a:${a}bc", "cycle")]
    [InlineData("a=1,a=[${a},2]", "cycle")]
    [InlineData("a=1,a={x:${a}}", "cycle")]
    [InlineData("foo:${bar},bar:${a.b.c},a:{b:{c:${foo}}}", "cycle")]
    [InlineData("foo:${foo},foo:{a:1}", "cycle")]
    [InlineData("a:[${b}],b:{c:${a}}", "cycle")]
    [InlineData("a=${nonexistent},a={b:42}", "${nonexistent} is set neither")]
    [InlineData("a=x${nonexistent}", "${nonexistent} is set neither")]
    [InlineData("a=[${b.c}],b=5", "${b.c} is set neither")]
    [InlineData("a=10,a+=2", "cannot be joined")]
    [InlineData("a=abc,a+=2", "cannot be joined")]
    [InlineData("a={x:y},a+=2", "cannot be joined")]
    [InlineData("a=null,a+=2", "cannot be joined")]
    [InlineData("a:abc ${x},x:{y:z}", "cannot be joined")]
    [InlineData("a:abc ${x},x:[1,2]", "cannot be joined")]
    [InlineData("f={a:1},b={b:2},x=${f}\"  \"${b}", "cannot be joined")]
    [InlineData("f=[1],b=[2],x=${f}\"  \"${b}", "cannot be joined")]
    [InlineData("a=[1] ${o},o={k:v}", "cannot be joined")]
    [InlineData("a=[1] ${o},o={}", "cannot be joined")]
    [InlineData("x=[{a+=1,a+=2}]", "'+=' inside a list")]
    [InlineData("x+={a+=1,a+=2}", "'+=' inside a list")]
    public void What_has_no_meaning_is_refused_with_its_reason(string text, string reason) =>
        Assert.Contains(
            reason, Assert.Throws<ConfigException>(() => Hocon.Resolve(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a=${HOME}", "{a:/root}")]
    [InlineData("a=${?HOME}", "{a:/root}")]
    [InlineData("a=${HOME}\"/x\"", "{a:/root/x}")]
    [InlineData("a=1,a=${?HOME}", "{a:/root}")]
    [InlineData("a=${EMPTY}", "{a:}")]
    [InlineData("HOME=here,a=${HOME}", "{HOME:here,a:here}")]
    [InlineData("HOME=null,a=${HOME}", "{HOME:NULL,a:NULL}")]
    [InlineData("a=${b.c}", "{a:dotted}")]
    [InlineData("a=${?home}", "{}")]
    public void A_path_that_is_not_set_is_looked_for_in_the_environment(string text, string meaning) =>
        Assert.Equal(meaning, Hocon.Resolve(text, ("HOME", "/root"), ("EMPTY", ""), ("b.c", "dotted")));

    [Fact]
    public void Every_style_of_the_same_document_means_the_same()
    {
        string[] styles =
        [
            "{\"i\":{\"x\":42,\"y\":42},\"s\":{\"abcd\":\"abcd\",\"c\":\"a b\"}," +
                "\"l\":{\"12\":[1,2],\"e\":[]},\"n\":null}",
            "i { x = 42, y = 42 }\ns\n{ abcd : abcd\n c = a b }\n l { 12 = [1\n2], e : [] }\nn = null",
            "i.x = 42 // one\ni.y = ${i.x} # two\ns.abcd:\"abcd\",\ns.c=a b\nl.12=[1,\n2,]\nl.e=[]\nn=${?m}\nn=null",
            "i={x=42}\ni={y=42}\ns={abcd=${s.c}},s=null\ns.abcd=ab\"cd\",s={c=a b},l.12=[1] [2],l.e=[],n=${n}x,n=null",
        ];
        Assert.Equal("{i:{x:42,y:42},s:{abcd:abcd,c:a b},l:{12:[1,2],e:[]},n:NULL}",
            Assert.Single(styles.Select(s => Hocon.Resolve(s)).Distinct()));
    }

    [Theory]
    [InlineData("a = 1, b { c = 2 }", "a = 5, b { c = 6, d = 7 }, e = 8", "{a:1,b:{c:2,d:7},e:8}")]
    [InlineData("a = null", "a { b = 1 }", "{a:NULL}")]
    [InlineData("a = 42", "a { y = 2 }", "{a:42}")]
    [InlineData("a += 2", "a = [1]", "{a:[1,2]}")]
    [InlineData("a = ${b}", "b = 3", "{b:3,a:3}")]
    [InlineData("a = ${a} x", "a = 1", "{a:1 x}")]
    [InlineData("b = 4", "a = ${b}, b = 3", "{a:4,b:4}")]
    public void A_fallback_is_as_if_it_had_been_written_before(string text, string fallback, string meaning)
    {
        Assert.Equal(meaning, Hocon.Resolve($"{fallback}\n{text}"));
        var layered = Config.Parse(text, "over").WithFallback(Config.Parse(fallback, "below"));
        Assert.Equal(meaning, Hocon.Show(layered));
    }

    [Fact]
    public void Layers_merge_in_pairs_so_that_a_value_between_two_sections_parts_them()
    {
        static Config Text(string text) => Config.Parse(text, "test");
        var parted = Text("a{x=1}").WithFallback(Text("a=42")).WithFallback(Text("a{y=2}"));
        var merged = Text("a{x=1}").WithFallback(Text("a{y=2}")).WithFallback(Text("a=42"));
        Assert.Equal(["x"], parted.Keys("a"));
        Assert.Equal(["y", "x"], merged.Keys("a"));
    }

    [Fact]
    public void Laying_one_over_another_changes_neither()
    {
        var (over, below) = (Config.Parse("a { x = 1 }", "over"), Config.Parse("a { y = 2 }", "below"));
        Assert.Equal(["y", "x"], over.WithFallback(below).Keys("a"));
        Assert.Equal(["x"], over.Keys("a"));
        Assert.Equal(["y"], below.Keys("a"));
    }
}

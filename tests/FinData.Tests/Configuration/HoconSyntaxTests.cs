using FinData.Engine.Configuration;

namespace FinData.Tests.Configuration;

/// <summary>What is and what is not HOCON. The cases are facts of the specification and its tests.</summary>
public sealed class HoconSyntaxTests
{
    private static readonly string[] invalid =
    [
        "{", "}", "[", "]", ",", "10", "\"foo\"", "\"", "[,]", "[,,]", "[1,2,,]", "[,1,2]", "{ , }", "{ , , }",
        "{ 1,2 }", "{ , \"foo\" : 10 }", "{ \"foo\" : 10 ,, }", " \"a\" : 10 ,, ", "{ \"foo\" : }", "{ : 10 }",
        " \"foo\" : ", " : 10 ", " \"foo\" : 10 } ", " \"foo\" : 10 [ ", "{ \"foo\" }", "{ \"a\" : [ }",
        "{ \"foo\" : 10, true }", "{ foo \n bar : 10 }", "[ 1, \\", "[:\"foo\", \"bar\"]", "[\"foo\" : \"bar\"]",
        "[ \"hello ]", "{ \"foo\" , true }", "{ \"foo\" : true \"bar\" : false }", "[ 10, }]", "[ 10, {]", "{}x", "[]x",
        "{}{}", "{}true", "[]{}", "[]true", "[${]", "[$]", "[$  ]", "[${}]", "[${?}]",
        "{ \"a\" : [1,2], \"b\" : y${a}z }", "{ \"a\" : { \"c\" : 2 }, \"b\" : y${a}z }", "{ \"a\" : ${a} }",
        "[ { \"a\" : 2, \"b\" : ${${a}} } ]", "[ = ]", "[ + ]", "[ # ]", "[ ` ]", "[ ^ ]", "[ ? ]", "[ ! ]", "[ @ ]",
        "[ * ]", "[ & ]", "[ \\ ]", "+=", "[ += ]", "+= 10", "10 +=", "[ 10e+3e ]", "[ \"foo\nbar\" ]", "[ # comment ]",
        "${ #comment }", "[ // comment ]", "${ // comment }", "{ include \"bar\" : 10 }", "{ include foo }",
        "{ include : { \"a\" : 1 } }", "a=", "a:", "a= ", "a.b=", "{ a= }", "{ a: }",
        // Further ones from the text of the specification.
        "{ a : 1", "a : 1 }", "[1 2", "a..b = 1", ".a = 1", "a. = 1", "a = ${a..b}", "a = ${.b}", "a = ${b.}",
        "a = ${b",
        "a${b}c = 1", "${a} = 1", "{ { a : 1 } : v }", "{ [ a ] : v }", "a = \"\"\"open", "a = \"\\q\"",
        "a = \"\\u12\"",
        "a = \"\\", "a = \"tab\there\"", "a : y b : z", "a : [1]\n[2]", "a : { b : c }\n{ x : y }", "a : x\ny",
        "a = 1+2",
        "a = b:c", "a = b=c", "a += ", "a =+ 1", "include", "include 5", "include [\"a\"]", "include {}",
        "include \"a\" \"b\"", "include file(a)", "include file(\"a\"", "include required(\"a\"", "include required(a)",
        "include required(file(\"a\")", "include ${a}", "include include", "a = [1,,2]", "a = {,}", "a = {b=1,,c=2}",
        "a = [1]]", "a = {{}}", "a = ]", "$ = 1", "a = $", "a = $b", "a = @b", "a = b*", "a = (1,2", "a = %{b}, ,",
        "a : abc { x : y }", "a : null { x : y }", "a : abc [1, 2]", "a : [1] { x : y }", "a : { x : y } [1]",
    ];

    private static readonly string[] valid =
    [
        "{}", "[]", "{ \"foo\" : \"bar\" }", "[\"foo\", \"bar\"]", "{ \"foo\" : 42 }", "{ \"foo\"\n : 42 }",
        "{ \"foo\" : \n 42 }", "[10, 11]", "[10,\"foo\"]", "{ \"foo\" : \"bar\", \"baz\" : \"boo\" }",
        "{ \"foo\" : { \"bar\" : \"baz\" }, \"baz\" : \"boo\" }", "{ \"foo\" : [10,11,12], \"baz\" : \"boo\" }",
        "[{},{},{},{}]", "[[[[[[]]]]]]", "[[1], [1,2], [1,2,3], []]", "{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":42}}}}}",
        "[ \"#comment\" ]", "[ \"//comment\" ]", "[ 10e+3 ]", "[ -0.5E-3 ]", "", " ", "\n", " \n \n   \n\n\n", "# foo",
        "# bar\n", "# foo\n//bar", "{ \"foo\" = 42 }", "{ \"foo\" = (42) }", "{ foo { \"bar\" : 42 } }",
        "{ foo baz { \"bar\" : 42 } }", " \"foo\" : 42 ", "{ \"foo\" : bar }",
        "{ \"foo\" : null bar 42 baz true 3.14 \"hi\" }", "{ foo : \"bar\" }", "{ foo : bar }", "{ foo.bar : bar }",
        "{ foo.\"hello world\".baz : bar }", "{ foo.bar \n : bar }", "{ foo  bar : bar }", "{ true : bar }",
        "{ \"foo\" : \"bar\", \"foo\" : \"bar2\" }", "[ 1, 2, 3, ]", "[1,2,3  , ]", "[1,2,3\n\n , \n]", "[1,]",
        "{ \"foo\" : 10, }", "{ \"a\" : \"b\", }", "{ a : b, }", "{ a : b  \n  , \n }", "a : b, c : d,",
        "{ a : b\nc : d }", "a : b\nc : d", "a : b\nc : d,", "[ foo ]", "[ t ]", "[ tx ]", "[ tr ]", "[ trx ]",
        "[ tru ]",
        "[ trux ]", "[ truex ]", "[ 10x ]", "[ / ]", "{ include \"foo\" }", "{ include\n\"foo\" }",
        "{ include\"foo\" }",
        "[ include ]", "{ foo : include }", "{ include \"foo\", \"a\" : \"b\" }", "{ foo include : 42 }",
        "[ ${?foo} ]", "[ ${?\"foo\"} ]", "[ ${?foo.bar} ]", "[ abc  xyz  ${?foo.bar}  qrs tuv ]", "[ 1, 2, 3, blah ]",
        "[ ${?\"foo.bar\"} ]", "{} # comment", "{} // comment", "{ \"foo\" #comment\n: 10 }",
        "{ \"foo\" // comment\n: 10 }",
        "{ \"foo\" : #comment\n 10 }", "{ \"foo\" : // comment\n 10 }", "{ \"foo\" : 10 #comment\n }",
        "{ \"foo\" : 10 // comment\n }", "[ 10, # comment\n 11]", "[ 10, // comment\n 11]", "[ 10 # comment\n, 11]",
        "[ 10 // comment\n, 11]", "{ /a/b/c : 10 }", "[${?foo.bar }]", "[${?\"foo.bar\" }]", "[ ${?\"foo\"\"bar\"} ]",
        "[ ${?foo  \"bar\"  baz} ]", "[${?true}]", "a = [], a += b", "{ a = [], a += 10 }", "a += b", "{ a += 10 }",
        "[ 10e3e3 ]", "[ 1-e3 ]", "[ 1.0.0 ]", "[ 1.0. ]", "\ufeffa = 1", "a = 1\u001f",
        "\u00a0a\u2007=\u202f1\u2028\v\f",
        "include file(\"foo\")", "include required( file( \"/dev/null\" ) )", "\"include\" : 42", "includes = 1",
        "a = includes", "a = \"\"\"\"\"\"", "a.\"\".b = 1", "-foo = -10",
    ];

    /// <summary>The variants which the reference tests make of every case whose blanks carry no meaning.</summary>
    private static readonly Func<string, string>[] variants =
    [
        text => text, text => $" {text}", text => $"{text} ", text => $"\n{text}", text => $" {text} ",
        text => text.Replace(':', '='), text => text.Replace(",", " , ", StringComparison.Ordinal),
        text => text.Replace(' ', '\u2003'), text => text.Contains('"') ? text : text.Replace(' ', '\t'),
    ];

    public static TheoryData<string> InvalidTexts => [.. invalid];

    public static TheoryData<string> ValidTexts => [.. valid];

    [Theory, MemberData(nameof(InvalidTexts))]
    public void What_the_specification_forbids_is_refused_however_it_is_spaced(string text)
    {
        foreach (var variant in variants)
        {
            var refused = Assert.Throws<ConfigException>(() => Hocon.Resolve(variant(text)));
            Assert.Equal("test.conf", refused.File);
            Assert.True(refused.Line >= 1 && refused.Column >= 1, $"'{variant(text)}' has no place: {refused.Message}");
        }
    }

    [Theory, MemberData(nameof(ValidTexts))]
    public void What_the_specification_allows_is_read_however_it_is_spaced(string text)
    {
        foreach (var variant in variants) Hocon.Resolve(variant(text));
    }

    [Theory]
    [InlineData("[${ ?foo}]")]
    [InlineData("[$ {foo}]")]
    [InlineData("[${foo\n}]")]
    public void A_reference_is_written_without_blanks_before_its_path_begins(string text) =>
        Assert.Throws<ConfigException>(() => Hocon.Resolve(text, ("foo", "1")));

    [Theory]
    [InlineData("[${foo}]")]
    [InlineData("[${ foo}]")]
    [InlineData("[${foo }]")]
    [InlineData("[${ \"foo\" }]")]
    [InlineData("[${?foo}]")]
    public void A_path_in_a_reference_may_have_blanks_around_it(string text) =>
        Assert.Equal("[1]", Hocon.Resolve(text, ("foo", "1")));

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a.b", "a|b")]
    [InlineData("\"a.b\"", "a.b")]
    [InlineData("\"a.\"", "a.")]
    [InlineData("\".b\"", ".b")]
    [InlineData("true", "true")]
    [InlineData(" a ", "a")]
    [InlineData(" a .b", "a |b")]
    [InlineData(" a . b", "a | b")]
    [InlineData(" a  b", "a  b")]
    [InlineData("a.\"b.c\".d", "a|b.c|d")]
    [InlineData("3.14", "3|14")]
    [InlineData("3.14.159", "3|14|159")]
    [InlineData("a3.14", "a3|14")]
    [InlineData("\"\"", "")]
    [InlineData("a.\"\".b", "a||b")]
    [InlineData("a.\"\"", "a|")]
    [InlineData("\"\".b", "|b")]
    [InlineData(" \"\".\"\".\"\" ", "||")]
    [InlineData("a-c", "a-c")]
    [InlineData("a_c", "a_c")]
    [InlineData("-", "-")]
    [InlineData("-foo", "-foo")]
    [InlineData("-10", "-10")]
    [InlineData("foo10.0", "foo10|0")]
    [InlineData("10.0foo", "10|0foo")]
    [InlineData("10.0", "10|0")]
    [InlineData("1.2.3.4", "1|2|3|4")]
    [InlineData("foo\"10.0\"", "foo10.0")]
    public void A_path_splits_at_dots_outside_of_quotes(string path, string elements) =>
        Assert.Equal(elements, string.Join('|', ConfigPath.Parse(path)));

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("  \n   \n  ")]
    [InlineData("a.")]
    [InlineData(".b")]
    [InlineData("a..b")]
    [InlineData("a${b}c")]
    [InlineData("\"\".")]
    [InlineData(".\"\"")]
    [InlineData("..")]
    [InlineData("a:b")]
    public void A_path_with_an_empty_or_forbidden_element_is_refused(string path) =>
        Assert.Throws<ConfigException>(() => ConfigPath.Parse(path));

    [Theory]
    [InlineData("1", true)]
    [InlineData("-1.5e+10", true)]
    [InlineData("0.5E-3", true)]
    [InlineData("0", true)]
    [InlineData("+1", false)]
    [InlineData("01", false)]
    [InlineData(".5", false)]
    [InlineData("1.", false)]
    [InlineData("1e", false)]
    [InlineData("-", false)]
    [InlineData("", false)]
    [InlineData("1x", false)]
    [InlineData("1e5.5", false)]
    public void A_number_is_what_json_calls_one(string text, bool isNumber) =>
        Assert.Equal(isNumber, ConfigReader.IsNumber(text));

    [Theory]
    [InlineData("}", 1, 1)]
    [InlineData("\n}", 2, 1)]
    [InlineData("\n\n  }\n", 3, 3)]
    [InlineData("\nfoo", 2, 4)]
    [InlineData("a : \"\"\"foo\n\"\"\"}", 2, 4)]
    [InlineData("a : \"\"\"foo\nbar\nbaz\n\"\"\"\n\n}", 6, 1)]
    [InlineData("a = 1\nb = [1, 2", 2, 5)]
    [InlineData("a = 1\r\nb = \"open\r\n", 2, 5)]
    [InlineData("a = 1\n  b = ${c}", 2, 7)]
    public void An_error_names_file_line_and_column(string text, int line, int column)
    {
        var error = Assert.Throws<ConfigException>(() => Hocon.Resolve(text));
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith($"test.conf:{line}:{column}: ", error.Message, StringComparison.Ordinal);
        Assert.False(error.IsTransient);
    }
}

using System.Globalization;
using FinData.Engine.Configuration;

namespace FinData.Tests.Configuration;

/// <summary>The defaults: what they are, that each can be read as its type, and that each is documented.</summary>
public sealed class ConfigReferenceTests
{
    private static readonly Config findata = Config.Reference.At("findata");

    public static TheoryData<string, string, string> Defaults => new()
    {
        { "data", "String", "./data" },
        { "shards", "Int", "8" },
        { "journal.kind", "String", "sqlite" },
        { "journal.uri", "String", "" },
        { "journal.name", "String", "findata" },
        { "journal.read-model", "Bool", "False" },
        { "node.host", "String", "127.0.0.1" },
        { "node.port", "Int", "8686" },
        { "cluster.node", "String", "" },
        { "cluster.session-timeout", "Duration", "00:00:06" },
        { "batch.records-max", "Int", "4096" },
        { "batch.in-flight-max", "Int", "4" },
        { "batch.chunks-max", "Int", "8" },
        { "snapshot.every-events", "Int", "2000000" },
        { "snapshot.keep", "Int", "2" },
        { "idempotency.ids-min", "Int", "1000000" },
        { "idempotency.hours-min", "Int", "24" },
        { "idempotency.ids-max", "Int", "16000000" },
        { "accounts.card.opens-on-first-use", "Bool", "True" },
        { "accounts.card.currency", "String", "EUR" },
        { "accounts.card.credit-line", "String", "10000000000.00" },
        { "accounts.bank.opens-on-first-use", "Bool", "True" },
        { "accounts.bank.currency", "String", "CZK" },
        { "accounts.bank.credit-line", "String", "10000000000.00" },
        { "accounts.account.opens-on-first-use", "Bool", "False" },
        { "accounts.account.currency", "String", "EUR" },
        { "accounts.account.credit-line", "String", "0.00" },
        { "accounts.terminal.opens-on-first-use", "Bool", "True" },
        { "accounts.terminal.currency", "String", "EUR" },
        { "accounts.terminal.keeps-balance", "Bool", "True" },
        { "holds.lasts", "Duration", "7.00:00:00" },
        { "holds.review-lasts", "Duration", "1.00:00:00" },
        { "alerts.deviations", "Int", "4" },
        { "alerts.debits-min", "Int", "10" },
        { "alerts.velocity", "Int", "10" },
        { "alerts.amount-limit", "String", "off" },
        { "alerts.probability", "Double", "0.5" },
        { "fraud.label-delay", "Duration", "7.00:00:00" },
        { "fraud.reasons-from", "Double", "0.01" },
        { "sources.future-max", "Duration", "01:00:00" },
        { "sources.record-bytes-max", "Bytes", "1048576" },
        { "sources.late-after", "Duration", "1.00:00:00" },
        { "kafka.bootstrap", "String", "" },
        { "kafka.security-protocol", "String", "plaintext" },
        { "kafka.sasl-mechanism", "String", "PLAIN" },
        { "kafka.user", "String", "" },
        { "kafka.ca-file", "String", "" },
        { "kafka.certificate-file", "String", "" },
        { "kafka.key-file", "String", "" },
        { "kafka.topics", "String", "transactions,sales" },
        { "kafka.fetch-bytes", "Bytes", "4194304" },
        { "kafka.fetch-wait", "Duration", "00:00:00.1000000" },
        { "kafka.fetch-gather", "Duration", "00:00:00.0100000" },
        { "kafka.idle-after", "Duration", "00:00:05" },
        { "kafka.alerts.topic", "String", "alerts" },
        { "kafka.alerts.commit-interval", "Duration", "00:00:00.0100000" },
        { "kafka.alerts.buffer", "Bytes", "4194304" },
        { "kafka.decisions.topic", "String", "" },
        { "kafka.dead-letters.topic", "String", "dead-letters" },
        { "kafka.shards-topic", "String", "shards" },
        { "http.body-bytes-max", "Bytes", "65536" },
        { "http.in-flight-max", "Int", "10000" },
        { "http.decisions.answer-within", "Duration", "00:00:30" },
        { "http.decisions.on-failure", "String", "refuse" },
        { "http.decisions.approve-up-to", "String", "off" },
        { "feed.pulse", "Duration", "00:00:00.2500000" },
        { "feed.client-buffer", "Int", "256" },
    };

    [Theory, MemberData(nameof(Defaults))]
    public void Every_default_is_read_as_its_type(string path, string type, string value)
    {
        object read = type switch
        {
            "Int" => findata.Int(path),
            "Bool" => findata.Bool(path),
            "Duration" => findata.Duration(path),
            "Bytes" => findata.Bytes(path),
            _ => findata.String(path),
        };
        Assert.Equal(value, Convert.ToString(read, CultureInfo.InvariantCulture));
    }

    [Fact]
    public void There_is_no_key_beyond_those_above()
    {
        Assert.Equal(["findata"], Config.Reference.Keys());
        Assert.Equal(Defaults.Select(d => (string)((object[])d)[0]), Leaves(findata, ""));
    }

    [Fact]
    public void Every_key_has_a_sentence_right_above_it()
    {
        using var stream = typeof(Config).Assembly.GetManifestResourceStream("reference.conf")!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Select(l => l.Trim()).ToList();
        for (var i = 1; i < lines.Count; i++)
        {
            if (lines[i] is "" or "}" or "findata {" || lines[i][0] == '#') continue;
            Assert.True(lines[i - 1].StartsWith('#') && lines[i - 1].EndsWith('.'),
                $"Line {i + 1} is not explained: {lines[i]}");
        }
    }

    private static IEnumerable<string> Leaves(Config section, string prefix) => section.Keys().SelectMany(key =>
        Record.Exception(() => section.At(key)) is null
            ? Leaves(section.At(key), $"{prefix}{key}.")
            : [$"{prefix}{key}"]);
}

using FinData.Alerts;
using FinData.Cluster;
using FinData.Connectors.Kafka;
using FinData.Connectors.Kafka.Wire;
using FinData.Domain.Accounts;
using FinData.Domain.Fraud;
using FinData.Domain.Fraud.Live;
using FinData.Domain.Money;
using FinData.Engine.Configuration;
using FinData.Engine.Shards;
using FinData.Web;

namespace FinData.Node;

/// <summary>Turns configuration into settings, once; nothing after the start sees configuration.</summary>
internal static class SettingsReader
{
    /// <summary>Command line over environment over file over reference.conf.</summary>
    public static (NodeSettings Node, WebSettings Web) Read(string? file, IReadOnlyList<string> settings, int? shards)
    {
        var environment = Environment.GetEnvironmentVariables().Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "");
        var config = Config.Layered(file, environment, settings).At("findata");
        var password = environment.GetValueOrDefault(KafkaSettings.PasswordVariable, "");
        var uri = environment.GetValueOrDefault(JournalSettings.UriVariable) ?? config.String("journal.uri");
        return (NodeOf(config, shards, password, uri), new WebSettings
        {
            Host = config.String("node.host"),
            Port = config.Int("node.port"),
            BodyBytesMax = config.Size("http.body-bytes-max"),
            InFlightMax = config.Int("http.in-flight-max", 1),
            FailPolicy = FailPolicyOf(config.At("http.decisions")),
            Pulse = config.Finite("feed.pulse"),
            ClientBuffer = config.Int("feed.client-buffer"),
        });
    }

    private static NodeSettings NodeOf(Config config, int? shards, string password, string uri) =>
        new()
        {
            Data = config.String("data") is { Length: > 0 } data ? data
                : throw config.Invalid("data", "Name a folder."),
            Shards = shards,
            ShardsOfNew = config.Int("shards"),
            Journal = JournalOf(config.At("journal"), uri),
            Cluster = new ClusterSettings
            {
                Node = config.String("cluster.node"),
                SessionTimeout = config.Finite("cluster.session-timeout"),
            },
            Limits = new ShardOptions
            {
                BatchRecordsMax = config.Int("batch.records-max", 1),
                InFlightMax = config.Int("batch.in-flight-max", 1),
                ChunksMax = config.Int("batch.chunks-max", 1),
                IdsMin = config.Int("idempotency.ids-min", 0),
                IdsMax = config.Int("idempotency.ids-max", 1),
                IdsKept = TimeSpan.FromHours(config.Int("idempotency.hours-min", 0, 1_000_000)),
                SnapshotEvents = config.Int("snapshot.every-events", 1),
                SnapshotsKept = config.Int("snapshot.keep", 1),
            },
            Policy = new AccountPolicy
            {
                Card = OpeningOf(config, "accounts.card"),
                Bank = OpeningOf(config, "accounts.bank"),
                Account = OpeningOf(config, "accounts.account"),
                Terminal = OpeningOf(config, "accounts.terminal"),
                KeepsTerminals = config.Bool("accounts.terminal.keeps-balance"),
                HoldLasts = config.Finite("holds.lasts"),
                ReviewLasts = config.Finite("holds.review-lasts"),
                Fraud = new FraudPolicy
                {
                    LabelDelay = config.Finite("fraud.label-delay"),
                    ReasonsFrom = config.Double("fraud.reasons-from", 0, 1),
                    LateAfter = config.Finite("sources.late-after"),
                },
                Alerts = new AlertPolicy
                {
                    Deviations = config.Double("alerts.deviations", 0),
                    DebitsMin = config.Int("alerts.debits-min", 0),
                    Velocity = config.Int("alerts.velocity", 0),
                    AmountLimit = LimitOf(config, "alerts.amount-limit"),
                    Probability = config.Double("alerts.probability", 0, 1),
                },
            },
            FutureMax = config.Finite("sources.future-max"),
            LateAfter = config.Finite("sources.late-after"),
            RecordBytesMax = config.Size("sources.record-bytes-max"),
            Kafka = KafkaOf(config.At("kafka"), password),
            Topics = config.String("kafka.topics")
                .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            Fetch = FetchLimits.Of(config.Size("kafka.fetch-bytes"), config.Finite("kafka.fetch-wait"),
                config.Finite("kafka.fetch-gather")),
            IdleAfter = config.Duration("kafka.idle-after"),
            Alerts = new AlertSettings
            {
                Topic = config.String("kafka.alerts.topic"),
                DeadLetterTopic = config.String("kafka.dead-letters.topic"),
                DecisionTopic = config.String("kafka.decisions.topic"),
                ShardTopic = config.String("kafka.shards-topic"),
                CommitInterval = config.Finite("kafka.alerts.commit-interval"),
                BufferBytes = (int)Math.Min(config.Bytes("kafka.alerts.buffer"), 1 << 28),
            },
        };

    private static Opening OpeningOf(Config config, string path)
    {
        var section = config.At(path);
        if (!Currency.TryParse(System.Text.Encoding.ASCII.GetBytes(section.String("currency")), out var currency))
            throw section.Invalid("currency", "It is no currency of ISO 4217; write one such as EUR.");
        var line = 0L;
        if (section.Has("credit-line") &&
            (!MoneyText.TryParse(System.Text.Encoding.ASCII.GetBytes(section.String("credit-line")),
                currency.Digits, out line) || line < 0))
            throw section.Invalid("credit-line", $"It is no amount in {currency}; write one such as \"1000.00\".");
        return new Opening(section.Bool("opens-on-first-use"), currency, line);
    }

    private static JournalSettings JournalOf(Config section, string uri) => new()
    {
        Kind = section.String("kind") switch
        {
            "sqlite" => JournalKind.Sqlite,
            "postgresql" => JournalKind.PostgreSql,
            "mongodb" => JournalKind.MongoDb,
            _ => throw section.Invalid("kind", "Write sqlite, postgresql or mongodb."),
        },
        Uri = uri,
        Name = section.String("name"),
        HasReadModel = section.Bool("read-model"),
    };

    private static KafkaSettings KafkaOf(Config section, string password) => new()
    {
        Bootstrap = section.String("bootstrap"),
        SecurityProtocol = section.String("security-protocol").ToUpperInvariant() switch
        {
            "PLAINTEXT" => KafkaSecurity.Plaintext,
            "SSL" => KafkaSecurity.Ssl,
            "SASL_PLAINTEXT" => KafkaSecurity.SaslPlaintext,
            "SASL_SSL" => KafkaSecurity.SaslSsl,
            _ => throw section.Invalid("security-protocol", "Write plaintext, ssl, sasl_plaintext or sasl_ssl."),
        },
        SaslMechanism = section.String("sasl-mechanism").ToUpperInvariant() switch
        {
            "PLAIN" => KafkaMechanism.Plain,
            "SCRAM-SHA-256" => KafkaMechanism.ScramSha256,
            "SCRAM-SHA-512" => KafkaMechanism.ScramSha512,
            _ => throw section.Invalid("sasl-mechanism", "Write PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512."),
        },
        User = section.String("user"),
        Password = password,
        CaFile = section.String("ca-file"),
        CertificateFile = section.String("certificate-file"),
        KeyFile = section.String("key-file"),
    };

    private static FailPolicy FailPolicyOf(Config section) => new(
        section.String("on-failure") switch
        {
            "refuse" => null,
            "approve" or "review" or "decline" => section.String("on-failure"),
            _ => throw section.Invalid("on-failure", "Write refuse, approve, review or decline."),
        }, section.Duration("answer-within"), LimitOf(section, "approve-up-to"));

    private static long? LimitOf(Config config, string path)
    {
        var text = config.String(path);
        if (text is "off" or "false" or "no") return null;
        return MoneyText.TryParse(System.Text.Encoding.ASCII.GetBytes(text), 2, out var limit) && limit >= 0 ? limit
            : throw config.Invalid(path, "It is neither off nor an amount such as \"5000.00\".");
    }
}

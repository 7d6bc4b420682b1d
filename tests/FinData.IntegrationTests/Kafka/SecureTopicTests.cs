using System.Text.Json;
using FinData.Connectors.Kafka;
using FinData.Connectors.Kafka.Wire;
using FinData.IntegrationTests.Running;
using FinData.IntegrationTests.Servers;

namespace FinData.IntegrationTests.Kafka;

/// <summary>A cluster that is closed to strangers is read and written by those who may, and nobody is misled.</summary>
public sealed class SecureTopicTests : IClassFixture<SecureBroker>, IDisposable
{
    private const int Records = 6_000;

    private readonly TestFolder folder = new();
    private readonly SecureBroker broker;
    private readonly string topic = KafkaBroker.NewName("transactions"), alerts = KafkaBroker.NewName("alerts");

    public SecureTopicTests(SecureBroker broker)
    {
        this.broker = broker;
        if (MissingServers.Of("kafka") is null) broker.Start();
    }

    private string CaFile => $"kafka.ca-file={broker.Certificates.Authority}";

    private string[] Certificate =>
    [
        $"kafka.certificate-file={broker.Certificates.Client}", $"kafka.key-file={broker.Certificates.ClientKey}",
    ];

    [ServerFact("kafka")]
    public Task Records_come_and_alerts_leave_over_TLS() =>
        AllGoesBothWays(broker.TlsAddress, "kafka.security-protocol=ssl", CaFile);

    [ServerFact("kafka")]
    public Task Records_come_and_alerts_leave_where_a_certificate_is_the_login() =>
        AllGoesBothWays(broker.MutualAddress, ["kafka.security-protocol=ssl", CaFile, .. Certificate]);

    [ServerFact("kafka")]
    public Task Records_come_and_alerts_leave_with_a_password_over_TLS() => AllGoesBothWays(broker.LoginAddress,
        "kafka.security-protocol=sasl_ssl", $"kafka.user={KafkaBroker.User}", CaFile);

    // Reading alone: librdkafka before 2.6.1, by which alerts leave, cannot log in by SCRAM to brokers of version 4.
    [ServerTheory("kafka")]
    [InlineData("SCRAM-SHA-256", KafkaMechanism.ScramSha256), InlineData("SCRAM-SHA-512", KafkaMechanism.ScramSha512)]
    public async Task Records_come_with_a_password_that_never_travels(string name, KafkaMechanism mechanism)
    {
        const string user = "reader=,";
        broker.AddUser(name, user, KafkaBroker.Password);
        await Produce(broker.Address);
        var settings = new KafkaSettings
        {
            Bootstrap = broker.LoginAddress, SecurityProtocol = KafkaSecurity.SaslSsl, SaslMechanism = mechanism,
            User = user, Password = KafkaBroker.Password, CaFile = broker.Certificates.Authority,
        };
        using var reader = new TopicReader(settings, topic, FetchLimits.Default);
        for (var partition = 0; partition < reader.PartitionCount; partition++) reader.Seek(partition, 0);
        var records = 0;
        await Until.True(() => (records += reader.Poll((_, _, _) => { })) == Records, "the records");
        var refused = Assert.Throws<KafkaException>(() =>
            new TopicReader(settings with { Password = "not-the-word" }, topic, FetchLimits.Default));
        Assert.Contains($"refuses the login of user '{user}'", refused.Message);
        Assert.DoesNotContain("not-the-word", refused.ToString());
    }

    [ServerFact("kafka")]
    public async Task A_broker_whom_nobody_known_has_signed_is_not_believed()
    {
        var stranger = Tls(broker.TlsAddress) with { CaFile = broker.Certificates.Stranger };
        using var node = Start(stranger.Bootstrap, "", "kafka.security-protocol=ssl",
            $"kafka.ca-file={stranger.CaFile}");
        var ended = await node.End();
        Assert.Equal(1, ended.Code);
        Assert.Contains("certificate verify failed", ended.Error);
        Assert.Contains("kafka.ca-file", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
        var unread = Unread(stranger);
        Assert.Contains($"The TLS connection to {stranger.Bootstrap} was refused", unread);
        Assert.Contains("kafka.ca-file", unread);
    }

    [ServerFact("kafka")]
    public void A_broker_of_another_name_is_not_believed()
    {
        Assert.Contains("certificate verify failed", Refused(Tls(broker.OtherName)));
        Assert.Contains("RemoteCertificateNameMismatch", Unread(Tls(broker.OtherName)));
    }

    [ServerFact("kafka")]
    public void A_broker_that_wants_a_certificate_and_gets_none_is_named()
    {
        var refused = Refused(Tls(broker.MutualAddress));
        Assert.Contains(broker.MutualAddress, refused);
        Assert.Contains("kafka.certificate-file", refused);
    }

    [ServerFact("kafka")]
    public void A_broker_is_not_spoken_to_in_clear_where_it_wants_TLS_nor_the_other_way_round()
    {
        Assert.Contains("kafka.security-protocol", Refused(new KafkaSettings { Bootstrap = broker.TlsAddress }));
        Assert.Contains("kafka.security-protocol", Refused(Tls(broker.Address)));
    }

    [ServerTheory("kafka"), InlineData("ca-file"), InlineData("certificate-file"), InlineData("key-file")]
    public void A_file_that_is_not_there_or_none_of_certificates_is_named(string setting)
    {
        foreach (var path in (string[])[folder.Of("nowhere.pem"), folder.Write("other.pem", "-----BEGIN NOTHING-----")])
        {
            var settings = Tls(broker.MutualAddress) with
            {
                CertificateFile = broker.Certificates.Client, KeyFile = broker.Certificates.ClientKey,
            };
            settings = setting switch
            {
                "ca-file" => settings with { CaFile = path },
                "certificate-file" => settings with { CertificateFile = path },
                _ => settings with { KeyFile = path },
            };
            foreach (var refused in (string[])[Refused(settings), Unread(settings)])
                Assert.Contains($"'findata.kafka.{setting}' names the file {path}, which cannot be used", refused);
        }
    }

    public void Dispose() => folder.Dispose();

    private async Task AllGoesBothWays(string address, params string[] settings)
    {
        await Produce(address, settings);
        using var node = await RunningNode.Of(Start(address, KafkaBroker.Password,
            [.. settings, $"kafka.alerts.topic={alerts}", "alerts.amount-limit=100"]));
        await Until.True(async () => await RecordsOf(node) == Records, "the records", () => node.Program.Error);
        await Until.True(async () => (await KafkaMessage.Read(broker.Address, alerts)).Count > 0, "alerts",
            () => node.Program.Error);
    }

    private async Task Produce(string address, params string[] settings)
    {
        var cards = CardFile.Write(folder.Of("cards.csv"), CardFile.MadeUp(Records));
        (await RunningProgram.Run(Password(KafkaBroker.Password), ["produce", cards, "--kafka", address,
            "--topic", topic, .. Set(settings)])).Done();
    }

    private RunningProgram Start(string address, string password, params IEnumerable<string> settings) =>
        RunningProgram.Start(Password(password), ["node", "--data", folder.Of("data"), "--port", "0",
            .. Set([$"kafka.bootstrap={address}", $"kafka.topics={topic}", .. settings])]);

    private KafkaSettings Tls(string address) => new()
    {
        Bootstrap = address, SecurityProtocol = KafkaSecurity.Ssl, CaFile = broker.Certificates.Authority,
    };

    // What is said by the way to the broker on which alerts leave.
    private static string Refused(KafkaSettings settings) => Assert.Throws<KafkaException>(() =>
    {
        using var client = KafkaClient.Open(settings);
        client.Partitions(TimeSpan.FromSeconds(2));
    }).Message;

    // What the source says, which has a way of its own.
    private string Unread(KafkaSettings settings) =>
        Assert.Throws<KafkaException>(() => new TopicReader(settings, topic, FetchLimits.Default)).Message;

    private static Dictionary<string, string> Password(string password) =>
        new() { ["FINDATA_KAFKA_PASSWORD"] = password };

    private static IEnumerable<string> Set(IEnumerable<string> settings) =>
        settings.SelectMany(setting => (string[])["--set", setting]);

    private static async Task<long> RecordsOf(RunningNode node)
    {
        var totals = JsonDocument.Parse(await node.Client.GetStringAsync("/api/overview")).RootElement
            .GetProperty("totals");
        return totals.ValueKind == JsonValueKind.Null ? 0 : totals.GetProperty("records").GetInt64();
    }
}

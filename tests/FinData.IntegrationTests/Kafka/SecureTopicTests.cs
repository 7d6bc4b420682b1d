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
        await Produce(broker.Address);
        var refused = await Refused(broker.TlsAddress, "kafka.security-protocol=ssl",
            $"kafka.ca-file={broker.Certificates.Stranger}");
        Assert.Contains("certificate verify failed", refused);
        Assert.Contains("kafka.ca-file", refused);
        refused = Unread(broker.TlsAddress, broker.Certificates.Stranger);
        Assert.Contains($"The TLS connection to {broker.TlsAddress} was refused", refused);
        Assert.Contains("kafka.ca-file", refused);
    }

    [ServerFact("kafka")]
    public async Task A_broker_of_another_name_is_not_believed()
    {
        await Produce(broker.Address);
        var refused = await Refused(broker.OtherName, "kafka.security-protocol=ssl", CaFile);
        Assert.Contains("certificate verify failed", refused);
        Assert.Contains("RemoteCertificateNameMismatch", Unread(broker.OtherName, broker.Certificates.Authority));
    }

    [ServerFact("kafka")]
    public async Task A_broker_that_wants_a_certificate_and_gets_none_is_named()
    {
        await Produce(broker.Address);
        var refused = await Refused(broker.MutualAddress, "kafka.security-protocol=ssl", CaFile);
        Assert.Contains(broker.MutualAddress, refused);
        Assert.Contains("kafka.certificate-file", refused);
    }

    [ServerFact("kafka")]
    public async Task A_broker_is_not_spoken_to_in_clear_where_it_wants_TLS_nor_the_other_way_round()
    {
        await Produce(broker.Address);
        var clear = await Refused(broker.TlsAddress);
        Assert.Contains("kafka.security-protocol", clear);
        var encrypted = await Refused(broker.Address, "kafka.security-protocol=ssl", CaFile);
        Assert.Contains("kafka.security-protocol", encrypted);
    }

    [ServerTheory("kafka"), InlineData("ca-file"), InlineData("certificate-file"), InlineData("key-file")]
    public async Task A_file_that_is_not_there_or_none_of_certificates_is_named(string setting)
    {
        var other = folder.Write("other.pem", "-----BEGIN NOTHING-----\n");
        foreach (var path in (string[])[folder.Of("nowhere.pem"), other])
        {
            var refused = await Refused(broker.MutualAddress,
                ["kafka.security-protocol=ssl", CaFile, .. Certificate, $"kafka.{setting}={path}"]);
            Assert.Contains(path, refused);
            Assert.Contains(setting, refused);
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

    // What it says when it ends.
    private async Task<string> Refused(string address, params IEnumerable<string> settings)
    {
        using var node = Start(address, "", settings);
        var ended = await node.End();
        Assert.Equal(1, ended.Code);
        Assert.DoesNotContain("   at ", ended.Error);
        return ended.Error;
    }

    // What the source says, which has a way to the broker of its own.
    private string Unread(string address, string authority) => Assert.Throws<KafkaException>(() => new TopicReader(
        new KafkaSettings { Bootstrap = address, SecurityProtocol = KafkaSecurity.Ssl, CaFile = authority }, topic,
        FetchLimits.Default)).Message;

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

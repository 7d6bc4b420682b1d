using System.Buffers.Binary;
using FinData.IntegrationTests.Feed;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Servers;

/// <summary>One broker of Kafka, shared by all tests: each uses topics of its own.</summary>
/// <remarks>Its second listener wants a login, and is reached over a link that can be cut.</remarks>
public sealed class KafkaBroker : ScriptedServer
{
    public const string User = "app", Password = "s3cret-word";

    private static int topics;

    private readonly int loginPort = FreePort(), controllerPort = FreePort();
    private readonly CutProxy link;

    public KafkaBroker() : base("kafka") => link = new CutProxy(loginPort);

    /// <summary>The listener for anybody.</summary>
    public string Address => Started($"127.0.0.1:{Port}");

    /// <summary>The listener with a login, over the link.</summary>
    public string LoginAddress => Started($"127.0.0.1:{LinkPort}");

    protected override IReadOnlyList<string> Options =>
    [
        "--quick", "--partitions", "8", "--controller-port", $"{controllerPort}",
        "--sasl-port", $"{loginPort}", "--sasl-user", User, "--sasl-password", Password,
        "--set", $"advertised.listeners=PLAINTEXT://127.0.0.1:{Port},SASL_PLAINTEXT://127.0.0.1:{LinkPort}",
    ];

    private int LinkPort => new Uri(link.Address).Port;

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string name) => $"{name}-{Interlocked.Increment(ref topics)}";

    /// <summary>Makes a topic, by Kafka's own tool.</summary>
    internal Task MakeTopic(string topic, int partitions) => ChangeTopic("--create", topic, partitions);

    /// <summary>Gives a topic more partitions.</summary>
    internal Task SetPartitions(string topic, int partitions) => ChangeTopic("--alter", topic, partitions);

    private async Task ChangeTopic(string what, string topic, int partitions)
    {
        using var tool = RunningProgram.StartOther("bash", Path.Combine(FolderOf("kafka"), "tool.sh"), "topics",
            "--bootstrap-server", Address, what, "--topic", topic, "--partitions", $"{partitions}");
        (await tool.End()).Done();
    }

    public void CutLink() => link.Cut();

    /// <summary>Lets no answer through the link any more once a client has sent such a request.</summary>
    /// <param name="request">The protocol's key of a request, such as 14 of <c>SyncGroup</c>.</param>
    public void MuteLinkAfter(int request) => link.MuteAfter(piece =>
    {
        // Requests with their length before them; the pieces of so short ones begin with a length, too.
        for (var rest = piece.Span; rest.Length > sizeof(int) + sizeof(short);)
        {
            if (BinaryPrimitives.ReadInt16BigEndian(rest[sizeof(int)..]) == request) return true;
            rest = rest[Math.Min(rest.Length, sizeof(int) + BinaryPrimitives.ReadInt32BigEndian(rest))..];
        }
        return false;
    });

    public bool IsLinkMute => link.IsMute;

    public void MendLink() => link.Mend();

    /// <summary>
    /// What a reader of committed messages sees in a topic, by partition and offset; nothing while it is not there.
    /// </summary>
    internal Task<IReadOnlyList<KafkaMessage>> Read(string topic) => KafkaMessage.Read(Address, topic);

    private string Started(string address)
    {
        Start();
        return address;
    }
}

/// <summary>A message as it is in a topic.</summary>
internal sealed record KafkaMessage(int Partition, long Offset, string Key, string Headers, string Value)
{
    /// <inheritdoc cref="KafkaBroker.Read"/>
    public static async Task<IReadOnlyList<KafkaMessage>> Read(string address, string topic)
    {
        const string Format = "%p\t%o\t%k\t%h\t%s\n";
        using var kcat = RunningProgram.StartOther("kcat", "-b", address, "-C", "-t", topic, "-o", "beginning", "-e",
            "-q", "-X", "isolation.level=read_committed", "-f", Format);
        var ended = await kcat.End();
        // A broker that has just come back does not know its topics yet.
        if (ended.Code != 0 && ended.Error.Contains("Unknown topic or partition")) return [];
        var lines = ended.Done();
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)
            .OrderBy(m => m.Partition).ThenBy(m => m.Offset)];
    }

    private static KafkaMessage Parse(string line)
    {
        var parts = line.Split('\t', 5);
        return new KafkaMessage(int.Parse(parts[0]), long.Parse(parts[1]), parts[2], parts[3], parts[4]);
    }
}

[CollectionDefinition("kafka")]
public sealed class KafkaCollection : ICollectionFixture<KafkaBroker>;

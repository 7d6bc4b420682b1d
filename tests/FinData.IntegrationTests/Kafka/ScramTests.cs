using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using FinData.Connectors.Kafka;
using FinData.Connectors.Kafka.Wire;

namespace FinData.IntegrationTests.Kafka;

/// <summary>A broker that cannot know the password learns nothing of it and keeps nobody busy.</summary>
public sealed class ScramTests : IDisposable
{
    private const string Salt = "W22ZaJ0SNY7soEsUEjb6gQ==";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public ScramTests() => listener.Start();

    [Theory]
    [InlineData("r={0}x,s=" + Salt + ",i=2147483647"), InlineData("r={0}x,s=" + Salt + ",i=1048577")]
    [InlineData("r={0}x,s=" + Salt + ",i=4095"), InlineData("r={0}x,s=" + Salt + ",i=-1")]
    [InlineData("r={0}x,s=" + Salt + ",i=many"), InlineData("r={0}x,s=" + Salt), InlineData("r={0}x,s=%,i=4096")]
    [InlineData("r=anotherNonce,s=" + Salt + ",i=4096"), InlineData("r={0}x,r={0}x,r={0}x"), InlineData(""),
        InlineData(",,,"), InlineData("e=other-error")]
    public async Task A_challenge_that_cannot_be_is_refused(string challenge)
    {
        var refused = await Login([challenge]);
        Assert.False(refused.IsTransient);
        Assert.Contains("no challenge of SCRAM", refused.Message);
    }

    [Fact]
    public async Task A_broker_that_does_not_know_the_password_itself_is_not_believed()
    {
        var refused = await Login(["r={0}x,s=" + Salt + ",i=4096", "v=rmF9pqV8S7suAoZWja4dJRkFsKQ="]);
        Assert.Contains("it is not the broker it pretends to be", refused.Message);
        Assert.DoesNotContain("s3cret-word", refused.ToString());
    }

    public void Dispose() => listener.Dispose();

    private async Task<KafkaException> Login(string[] answers)
    {
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var pretender = Pretend(answers);
        var settings = new KafkaSettings
        {
            Bootstrap = $"127.0.0.1:{port}", SecurityProtocol = KafkaSecurity.SaslPlaintext, User = "app",
            SaslMechanism = KafkaMechanism.ScramSha256, Password = "s3cret-word",
        };
        var refused = await Task.Run(() => Assert.Throws<KafkaException>(() =>
            new KafkaConnection("127.0.0.1", port, settings, TimeSpan.FromSeconds(10)).Dispose()));
        await pretender;
        return refused;
    }

    // Answers the handshake, then each token by the next answer, in which {0} is the client's nonce.
    private async Task Pretend(string[] answers)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        await Read(stream);
        await Write(stream, 0, [0, 0, 0, 0, 0, 0]);
        var nonce = "";
        for (var number = 1; number <= answers.Length; number++)
        {
            var token = await Read(stream);
            if (number == 1) nonce = token[(token.IndexOf("r=", StringComparison.Ordinal) + 2)..];
            var answer = Encoding.ASCII.GetBytes(answers[number - 1].Replace("{0}", nonce));
            await Write(stream, number, [0, 0, 0xff, 0xff, .. Int32(answer.Length), .. answer, .. new byte[8]]);
        }
    }

    private static async Task<string> Read(NetworkStream stream)
    {
        var length = new byte[4];
        await stream.ReadExactlyAsync(length);
        var request = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(request);
        return Encoding.ASCII.GetString(request);
    }

    private static async Task Write(NetworkStream stream, int correlation, byte[] body) =>
        await stream.WriteAsync((byte[])[.. Int32(body.Length + 4), .. Int32(correlation), .. body]);

    private static byte[] Int32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}

using System.Buffers.Binary;
using System.Net.Sockets;
using System.Security.Authentication;

namespace FinData.Connectors.Kafka.Wire;

/// <summary>A connection to one broker: requests out, answers in, in that order.</summary>
/// <remarks>One thread. Several requests may be under way; their answers come in the order of the requests.</remarks>
internal sealed class KafkaConnection : IDisposable
{
    // No answer of a broker is larger than what was asked for and one batch more.
    private const int AnswerBytesMax = 512 << 20;

    private readonly RequestWriter request = new();
    private readonly Socket socket;
    private readonly Stream stream;
    private readonly byte[] head = new byte[8];
    private int sent, received;

    /// <summary>Connects, and logs in where the settings say so.</summary>
    /// <exception cref="KafkaException">Nobody answers there, or the login is wrong.</exception>
    public KafkaConnection(string host, int port, KafkaSettings settings, TimeSpan timeout)
    {
        Place = $"{host}:{port}";
        socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A socket that was ever used asynchronously waits for its answers by way of two more threads.
            socket.ReceiveTimeout = socket.SendTimeout = (int)timeout.TotalMilliseconds;
            socket.Connect(host, port);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (settings.HasTls) stream = Tls.Over(stream, host, settings);
            if (settings.HasLogin) SaslLogin.Run(this, settings);
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException)
        {
            Dispose();
            throw Explain(e);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Host and port.</summary>
    public string Place { get; }

    /// <summary>Requests whose answer has not been read.</summary>
    public int InFlight => sent - received;

    /// <summary>Begins a request; the caller writes its body and calls <see cref="Send"/>.</summary>
    public RequestWriter Begin(short api, short version)
    {
        request.Begin(api, version, sent);
        return request;
    }

    /// <summary>Sends what was written.</summary>
    public void Send() => Guard(() =>
    {
        sent++;
        stream.Write(request.Written);
        return 0;
    });

    /// <summary>Reads the next answer into a buffer that grows as needed; gives its length.</summary>
    public int Receive(ref byte[] into)
    {
        var buffer = into;
        var length = Guard(() =>
        {
            stream.ReadExactly(head);
            var length = BinaryPrimitives.ReadInt32BigEndian(head) - sizeof(int);
            if (length is < 0 or > AnswerBytesMax)
                throw new KafkaException($"{Place} answers with {length} bytes: it is no Kafka broker, or it expects " +
                    "TLS. Check port and security protocol.", isTransient: false);
            var correlation = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(4));
            if (correlation != received)
                throw new KafkaException($"{Place} answers request {correlation} where {received} is due.", true);
            received++;
            // Pinned and never cleared: it is large, and filled from the socket each time.
            if (buffer.Length < length)
                buffer = GC.AllocateUninitializedArray<byte>(Math.Max(length, buffer.Length * 2), pinned: true);
            stream.ReadExactly(buffer, 0, length);
            return length;
        });
        into = buffer;
        return length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        stream?.Dispose();
        socket.Dispose();
    }

    private T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw Explain(e);
        }
    }

    private KafkaException Explain(Exception e) => e switch
    {
        AuthenticationException => new KafkaException(
            $"The TLS connection to {Place} was refused: {e.Message} Check 'findata.kafka.ca-file' and the name.",
            isTransient: false, e),
        _ => new KafkaException(
            $"The connection to Kafka broker {Place} failed: {e.Message} Check the address, and that the broker runs.",
            isTransient: true, e),
    };
}

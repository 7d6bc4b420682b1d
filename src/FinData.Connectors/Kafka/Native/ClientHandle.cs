using System.Runtime.InteropServices;

namespace FinData.Connectors.Kafka.Native;

/// <summary>A client of librdkafka with its threads; freed without waiting for what is still on the way.</summary>
internal sealed class ClientHandle : SafeHandle
{
    // Who wants a member to leave its group says so before; a freed handle only gives back threads and memory.
    private const int WithoutClosingConsumer = 8, WithoutFreeing = 4;

    private static readonly TimeSpan patience = TimeSpan.FromSeconds(10);

    public ClientHandle(nint client) : base(0, ownsHandle: true) => SetHandle(client);

    /// <summary>Whether its threads and connections end, and some 60 kB of memory stay.</summary>
    public bool StaysInMemory { get; set; }

    public override bool IsInvalid => handle == 0;

    // The library waits without a limit for its own threads, and some versions wait for ever: who stops does not.
    protected override bool ReleaseHandle()
    {
        var (client, done) = (handle, new ManualResetEventSlim());
        var flags = WithoutClosingConsumer | (StaysInMemory ? WithoutFreeing : 0);
        new Thread(() =>
        {
            RdKafka.Destroy(client, flags);
            done.Set();
        }) { IsBackground = true, Name = "kafka-end" }.Start();
        return done.Wait(patience);
    }
}

/// <summary>A queue of a client's events; to be freed before the client.</summary>
internal sealed class QueueHandle : SafeHandle
{
    public QueueHandle(nint queue) : base(0, ownsHandle: true) => SetHandle(queue);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        RdKafka.QueueDestroy(handle);
        return true;
    }
}

/// <summary>A topic of a client; to be freed before the client.</summary>
internal sealed class TopicHandle : SafeHandle
{
    public TopicHandle(nint topic) : base(0, ownsHandle: true) => SetHandle(topic);

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        RdKafka.TopicDestroy(handle);
        return true;
    }
}

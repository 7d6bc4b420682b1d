using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FinData.IntegrationTests.Feed;

/// <summary>A way to a port that can be cut, or lose its answers, and be mended.</summary>
internal sealed class CutProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> open = new();
    private readonly int target;
    private volatile bool isCut, isMute;
    private volatile Predicate<ReadOnlyMemory<byte>>? last;

    public CutProxy(int target)
    {
        this.target = target;
        listener.Start();
        _ = Accept();
    }

    public string Address => $"http://{listener.LocalEndpoint}";

    /// <summary>Breaks all connections, and each new one.</summary>
    public void Cut()
    {
        isCut = true;
        foreach (var client in open.Keys) client.Dispose();
    }

    /// <summary>Lets no answer through any more, on any connection, once it has carried such a piece there.</summary>
    public void MuteAfter(Predicate<ReadOnlyMemory<byte>> piece) => last = piece;

    /// <summary>Whether that has come.</summary>
    public bool IsMute => isMute;

    public void Mend()
    {
        last = null;
        isCut = isMute = false;
    }

    public void Dispose()
    {
        Cut();
        listener.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Carry(await listener.AcceptTcpClientAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed: nobody is let in any more.
        }
    }

    private async Task Carry(TcpClient near)
    {
        using var far = new TcpClient();
        using (near)
        {
            (open[near], open[far]) = (0, 0);
            try
            {
                if (isCut) return;
                await far.ConnectAsync(IPAddress.Loopback, target);
                await Task.WhenAny(Ask(near.GetStream(), far.GetStream()), Answer(far.GetStream(), near.GetStream()));
            }
            catch (Exception e) when (
                e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // Cut, or one side has gone.
            }
            finally
            {
                open.TryRemove(near, out _);
                open.TryRemove(far, out _);
            }
        }
    }

    private async Task Ask(NetworkStream near, NetworkStream far)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await near.ReadAsync(buffer)) > 0;)
        {
            var piece = buffer.AsMemory(0, read);
            if (last?.Invoke(piece) == true) isMute = true;
            await far.WriteAsync(piece);
        }
    }

    private async Task Answer(NetworkStream far, NetworkStream near)
    {
        var buffer = new byte[1 << 16];
        for (int read; (read = await far.ReadAsync(buffer)) > 0;)
            if (!isMute) await near.WriteAsync(buffer.AsMemory(0, read));
    }
}

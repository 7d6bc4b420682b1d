using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace FinData.IntegrationTests.Feed;

/// <summary>A way to a port that can be cut and mended.</summary>
internal sealed class CutProxy : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, byte> open = new();
    private readonly int target;
    private volatile bool isCut;

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

    public void Mend() => isCut = false;

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
                await Task.WhenAny(near.GetStream().CopyToAsync(far.GetStream()),
                    far.GetStream().CopyToAsync(near.GetStream()));
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
}

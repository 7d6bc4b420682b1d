using System.Net;
using System.Net.Sockets;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Http;

/// <summary>A node listens where it says, and nowhere else.</summary>
public sealed class ListeningTests : IDisposable
{
    private readonly TestFolder folder = new();

    [Fact]
    public async Task Settings_of_other_programs_open_no_port()
    {
        var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        other.Stop();
        folder.Write("appsettings.json",
            $$"""{ "Kestrel": { "Endpoints": { "Other": { "Url": "http://0.0.0.0:{{port}}" } } } }""");
        using var node = await RunningNode.Of(RunningProgram.StartOther("bash", "-c", "cd \"$0\" && exec \"$@\"",
            folder.Path, "env", $"ASPNETCORE_URLS=http://0.0.0.0:{port}", $"URLS=http://0.0.0.0:{port}",
            Solution.Program, "node", "--port", "0", "--data", folder.Of("data")));
        Assert.Equal("ok", (await node.Client.GetStringAsync("/healthz")).Trim('"'));
        using var client = new TcpClient();
        var refused = await Assert.ThrowsAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, port));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
    }

    public void Dispose() => folder.Dispose();
}

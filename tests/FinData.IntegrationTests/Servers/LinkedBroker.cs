namespace FinData.IntegrationTests.Servers;

/// <summary>A broker with a listener for anybody, and one more for each of some links that can be cut.</summary>
/// <remarks>Clients go on at the address that the broker names: at a link's listener it names the link.</remarks>
public sealed class LinkedBroker : ScriptedServer
{
    private readonly int controllerPort = FreePort();
    private readonly int[] listeners, links;

    public LinkedBroker(int links) : base("kafka") =>
        (listeners, this.links) = ([.. Enumerable.Range(0, links).Select(_ => FreePort())], new int[links]);

    /// <summary>The listener for anybody.</summary>
    public string Address => $"127.0.0.1:{Port}";

    protected override IReadOnlyList<string> Options =>
    [
        "--quick", "--controller-port", $"{controllerPort}",
        "--set", $"listeners={At(listeners)},CONTROLLER://127.0.0.1:{controllerPort}",
        "--set", $"advertised.listeners={At(links)}",
        "--set", "listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT" +
            string.Concat(links.Select((_, i) => $",LINK{i}:PLAINTEXT")),
    ];

    /// <summary>The address by way of a link.</summary>
    public string AddressOf(int link) => $"127.0.0.1:{links[link]}";

    /// <summary>Puts proxies before the listeners of the links. Before the start.</summary>
    public async Task PutBehind(Toxiproxy proxy, Func<int, string> name)
    {
        for (var i = 0; i < links.Length; i++) links[i] = await proxy.Before(name(i), listeners[i]);
    }

    private string At(int[] ports) =>
        $"PLAINTEXT://127.0.0.1:{Port}" + string.Concat(ports.Select((port, i) => $",LINK{i}://127.0.0.1:{port}"));
}

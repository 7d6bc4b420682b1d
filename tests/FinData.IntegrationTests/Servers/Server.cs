using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using FinData.IntegrationTests.Running;

namespace FinData.IntegrationTests.Servers;

/// <summary>
/// A server on a free port with a folder of its own: started when it is first needed, stopped and gone with its data
/// afterwards, also when the run is broken off.
/// </summary>
public abstract class Server : IDisposable
{
    private static readonly ConcurrentDictionary<Server, byte> running = new();

    private readonly TestFolder folder = new();
    private readonly Lock gate = new();

    static Server() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var server in running.Keys) server.Dispose();
    };

    public int Port { get; } = FreePort();

    protected string Folder => folder.Path;

    public bool IsRunning { get; private set; }

    /// <summary>Starts it where it does not run; with the data that it had.</summary>
    public void Start()
    {
        lock (gate)
        {
            if (IsRunning) return;
            running[this] = 0;
            Launch();
            IsRunning = true;
        }
    }

    /// <summary>Ends all its processes as <c>kill -9</c> does it.</summary>
    public void Kill()
    {
        foreach (var process in Processes())
            RunningProgram.KillHard(process);
        IsRunning = false;
    }

    public void Dispose()
    {
        if (!running.TryRemove(this, out _) && !Directory.Exists(Folder)) return;
        if (IsRunning) Stop();
        IsRunning = false;
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected abstract void Launch();

    protected abstract void Stop();

    /// <summary>Its processes, the first one first.</summary>
    protected abstract IReadOnlyList<int> Processes();

    /// <summary>Runs a program to its end, which has to be a good one.</summary>
    protected static void Run(string file, params IEnumerable<string> arguments)
    {
        // What it leaves in the background keeps its output open: that goes to a file.
        var output = Path.GetTempFileName();
        using var program = RunningProgram.StartOther("bash",
            ["-c", "out=$1; shift; exec \"$@\" >\"$out\" 2>&1 </dev/null", "bash", output, file, .. arguments]);
        var ended = program.End().GetAwaiter().GetResult();
        var said = File.ReadAllText(output);
        File.Delete(output);
        Assert.True(ended.Code == 0, $"{file} ended with {ended.Code}: {said}");
    }

    // Below those that outgoing connections get, or one of them may have it before the server does.
    protected static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it: another one.
            }
        }
    }
}

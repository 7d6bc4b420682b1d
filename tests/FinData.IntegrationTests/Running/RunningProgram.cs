using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FinData.IntegrationTests.Running;

/// <summary>A process of the program, or of another one; killed with all it has started when it is disposed.</summary>
internal sealed partial class RunningProgram : IDisposable
{
    private const int Interruption = 2, Hard = 9;

    private static readonly ConcurrentDictionary<RunningProgram, byte> all = new();

    private readonly Process process;
    private readonly ConcurrentQueue<string> output = new(), error = new();
    private readonly Task<int> read;

    // A run that is broken off leaves nothing behind.
    static RunningProgram() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var one in all.Keys) one.Kill();
    };

    private RunningProgram(string file, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        process = new Process
        {
            StartInfo = new ProcessStartInfo(file, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
            },
        };
        process.StartInfo.Environment["NO_COLOR"] = "1";
        foreach (var (name, value) in environment ?? ReadOnlyDictionary<string, string>.Empty)
            process.StartInfo.Environment[name] = value;
        process.Start();
        all[this] = 0;
        read = EndOf(Take(process.StandardOutput, output), Take(process.StandardError, error));
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    /// <summary>Lines of standard output so far.</summary>
    public IReadOnlyCollection<string> Lines => output;

    public string Error => string.Join('\n', error);

    /// <summary>Starts findata.</summary>
    public static RunningProgram Start(params IEnumerable<string> arguments) => new(Solution.Program, arguments);

    /// <summary>Starts findata with variables.</summary>
    public static RunningProgram Start(IReadOnlyDictionary<string, string> environment,
        params IEnumerable<string> arguments) => new(Solution.Program, arguments, environment);

    public static RunningProgram StartOther(string file, params IEnumerable<string> arguments) => new(file, arguments);

    /// <summary>Runs findata to its end.</summary>
    public static async Task<Ended> Run(params IEnumerable<string> arguments)
    {
        using var program = Start(arguments);
        return await program.End();
    }

    /// <inheritdoc cref="Run(IEnumerable{string})"/>
    public static async Task<Ended> Run(IReadOnlyDictionary<string, string> environment,
        params IEnumerable<string> arguments)
    {
        using var program = Start(environment, arguments);
        return await program.End();
    }

    public async Task<Ended> End() => new(await read.WaitAsync(2 * Until.Patience), string.Join('\n', output), Error);

    /// <summary>The first line of standard output.</summary>
    public async Task<string> FirstLine()
    {
        await Until.True(() => !output.IsEmpty || read.IsCompleted, "a first line", () => Error);
        return output.TryPeek(out var line) ? line : throw new InvalidOperationException($"It has ended: {Error}");
    }

    /// <summary>As <c>kill -9</c> does it: nothing can be put in order before.</summary>
    public void Kill()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        process.WaitForExit(Until.Patience);
    }

    /// <summary>As Ctrl+C does it.</summary>
    public void Interrupt() => Assert.Equal(0, Signal(process.Id, Interruption));

    /// <summary>Ends a process of others' as <c>kill -9</c> does it; one that has ended already stays so.</summary>
    public static void KillHard(int process)
    {
        _ = Signal(process, Hard);
        Until.True(() => !IsAlive(process), $"process {process} ends").GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        Kill();
        all.TryRemove(this, out _);
        process.Dispose();
    }

    // What has ended is there until its parent asks for it; some parents never do.
    private static bool IsAlive(int process)
    {
        try
        {
            return !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ");
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task<int> EndOf(params Task[] readers)
    {
        await Task.WhenAll(readers);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    private static async Task Take(StreamReader from, ConcurrentQueue<string> to)
    {
        while (await from.ReadLineAsync() is { } line) to.Enqueue(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}

/// <summary>How a program has ended.</summary>
internal sealed record Ended(int Code, string Output, string Error)
{
    public string LastLine => Output.Split('\n')[^1];

    /// <summary>The output of a run that went well.</summary>
    public string Done()
    {
        Assert.True(Code == 0, $"It ended with {Code}: {Error}");
        return Output;
    }
}

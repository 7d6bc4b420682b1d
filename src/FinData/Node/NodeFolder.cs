using System.Diagnostics;
using System.Text.Json;
using FinData.Engine.Diagnostics;

namespace FinData.Node;

/// <summary>A data folder in the hands of one process: a second one is told who has it.</summary>
public sealed class NodeFolder : IDisposable
{
    private readonly FileStream held;
    private readonly string notice;

    private NodeFolder(string path, FileStream held)
    {
        (Path, this.held) = (path, held);
        notice = NoticeOf(path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Takes the folder, made when it is missing.</summary>
    /// <exception cref="NodeException">Another process has it, or it cannot be written.</exception>
    public static NodeFolder Take(string path, string command)
    {
        FileStream? held = null;
        try
        {
            Directory.CreateDirectory(path);
            held = new FileStream(LockOf(path), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            var folder = new NodeFolder(path, held);
            folder.Announce(new NodeNotice(Environment.ProcessId, command, null));
            return folder;
        }
        catch (IOException) when (held is null && File.Exists(LockOf(path)))
        {
            var owner = Read(path);
            throw new NodeException($"The data folder '{path}' is in use by process " +
                $"{owner?.Process.ToString() ?? "?"} (findata {owner?.Command ?? "?"}). " +
                (owner is { Address: null, Command: "node" or "demo" }
                    ? "It is starting: try again in a moment. " : "") + "Stop it, or name another folder with --data.");
        }
        catch (IOException e)
        {
            throw CannotWrite(path, e);
        }
        catch (NodeException)
        {
            held?.Dispose();
            throw;
        }
        catch (UnauthorizedAccessException)
        {
            throw new NodeException($"The data folder '{path}' cannot be written. Look at its permissions, " +
                "or name another with --data.");
        }
    }

    /// <summary>The node that has the folder and answers at an address; null when there is none.</summary>
    public static NodeNotice? RunningOn(string path)
    {
        if (Read(path) is not { Address: not null } notice) return null;
        try
        {
            using var process = Process.GetProcessById(notice.Process);
            return process.HasExited || !IsHeld(path) ? null : notice;
        }
        catch (ArgumentException)
        {
            return null;    // Killed before it could take the notice away.
        }
    }

    // The number of a process that was killed may be another's by now.
    private static bool IsHeld(string path)
    {
        try
        {
            using var mine = new FileStream(LockOf(path), FileMode.Open, FileAccess.Read, FileShare.Read);
            return false;
        }
        catch (IOException e)
        {
            return e is not (FileNotFoundException or DirectoryNotFoundException);
        }
        catch (UnauthorizedAccessException)
        {
            return true;    // Another user's: the node that it names is asked.
        }
    }

    /// <summary>Says where the node answers, for commands that come later.</summary>
    /// <remarks>Put in place whole, so that nobody reads half a notice.</remarks>
    public void Announce(NodeNotice what)
    {
        try
        {
            File.WriteAllText(notice + ".new", JsonSerializer.Serialize(what));
            File.Move(notice + ".new", notice, overwrite: true);
        }
        catch (IOException e)
        {
            throw CannotWrite(Path, e);
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        File.Delete(notice);
        held.Dispose();
    }

    private static NodeException CannotWrite(string path, IOException e) => new(
        $"The data folder '{path}' cannot be written: {e.Message} " +
        "Make room on its disk, or name another folder with --data.", e);

    private static string LockOf(string path) => System.IO.Path.Combine(path, "lock");

    private static string NoticeOf(string path) => System.IO.Path.Combine(path, "node.json");

    private static NodeNotice? Read(string path)
    {
        try
        {
            var notice = JsonSerializer.Deserialize<NodeNotice>(File.ReadAllText(NoticeOf(path)));
            // One that somebody has written into is none.
            return notice?.Address is not { } address || Uri.TryCreate(address, UriKind.Absolute, out var uri)
                && uri.Scheme is "http" or "https" ? notice : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

/// <summary>Who has a data folder.</summary>
/// <param name="Process">The process id.</param>
/// <param name="Command">What it was started as.</param>
/// <param name="Address">Where it answers; null when it does not.</param>
public sealed record NodeNotice(int Process, string Command, string? Address);

/// <summary>The node could not be started or stopped as asked.</summary>
public sealed class NodeException(string message, Exception? inner = null) : FinDataException(message, inner);

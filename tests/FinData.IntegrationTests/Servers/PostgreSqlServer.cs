namespace FinData.IntegrationTests.Servers;

/// <summary>A private PostgreSQL from Debian's package; root may not run it, the user postgres does.</summary>
public sealed class PostgreSqlServer : Server
{
    public const string User = "findata", Password = "p@ss/word";

    /// <summary>Where initdb and pg_ctl are; null where PostgreSQL is not installed.</summary>
    public static string? Programs { get; } = !Directory.Exists("/usr/lib/postgresql") ? null
        : Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")));

    public string Uri
    {
        get
        {
            Start();
            return UriAt(Port);
        }
    }

    private string Data => Path.Combine(Folder, "data");

    /// <summary>The address by way of another port.</summary>
    public static string UriAt(int port, string password = Password) =>
        $"postgresql://{User}:{System.Uri.EscapeDataString(password)}@127.0.0.1:{port}/postgres";

    protected override void Launch()
    {
        if (!Directory.Exists(Data))
        {
            var password = Path.Combine(Folder, "password");
            File.WriteAllText(password, Password);
            if (Environment.IsPrivilegedProcess) Run("chown", "-R", "postgres", Folder);
            As("initdb", "-D", Data, "-U", User, "--auth=scram-sha-256", $"--pwfile={password}", "-E", "UTF8",
                "--locale=C.UTF-8", "--no-sync");
        }
        // One that was killed leaves its number, and while nobody has asked for its end it counts as a process.
        File.Delete(Path.Combine(Data, "postmaster.pid"));
        File.Delete(Path.Combine(Folder, $".s.PGSQL.{Port}.lock"));
        // Processes are killed here, and never the machine: its memory keeps what was not flushed.
        As("pg_ctl", "-D", Data, "-w", "-t", "60", "-l", Path.Combine(Folder, "log"), "-o",
            $"-p {Port} -h 127.0.0.1 -k {Folder} -F", "start");
    }

    protected override void Stop() => As("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    protected override IReadOnlyList<int> Processes()
    {
        var first = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First());
        var children = File.ReadAllText($"/proc/{first}/task/{first}/children");
        return [first, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse)];
    }

    private static void As(string program, params string[] arguments)
    {
        var file = Path.Combine(Programs!, program);
        if (Environment.IsPrivilegedProcess) Run("runuser", ["-u", "postgres", "--", file, .. arguments]);
        else Run(file, arguments);
    }
}

namespace FinData.IntegrationTests.Servers;

/// <summary>A server that speaks MongoDB's protocol, with a login.</summary>
public sealed class MongoDbServer() : ScriptedServer("mongodb")
{
    public const string User = "findata", Password = "p@ss/word";

    public string Uri
    {
        get
        {
            Start();
            return UriAt(Port);
        }
    }

    protected override IReadOnlyList<string> Options => ["--user", User, "--password", Password];

    /// <summary>The address by way of another port.</summary>
    public static string UriAt(int port, string password = Password) =>
        $"mongodb://{User}:{System.Uri.EscapeDataString(password)}@127.0.0.1:{port}/?authSource=admin";
}

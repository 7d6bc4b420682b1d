using System.Runtime.InteropServices;
using FinData.Engine.Journals;

namespace FinData.Connectors.MongoDb;

/// <summary>What the driver or the server says, in words that say what to do.</summary>
internal static unsafe class MongoError
{
    public const int DuplicateKey = 11000, NamespaceExists = 48;

    private const int ClientDomain = 1, StreamDomain = 2, CommandDomain = 11, SelectionDomain = 15, ServerDomain = 17;
    private const int AuthenticationInDriver = 11, AuthenticationFailed = 18, Unauthorized = 13, IllegalOperation = 20;

    // Not primary any more or not yet, shutting down, interrupted by a change of it, no answer in time: try again.
    private static readonly int[] passing = [6, 7, 24, 46, 50, 64, 89, 91, 112, 133, 134, 189, 244, 246, 251, 262, 9001,
        10107, 11600, 11602, 13388, 13435, 13436];

    /// <summary>The code of an error.</summary>
    public static int CodeOf(byte* error) => ((int*)error)[1];

    /// <summary>The exception for an error.</summary>
    public static JournalException Of(byte* error, JournalAddress address)
    {
        var (domain, code) = (((int*)error)[0], ((int*)error)[1]);
        var said = Marshal.PtrToStringUTF8((nint)error + 8)!.TrimEnd('.');
        return (domain, code) switch
        {
            (ClientDomain, AuthenticationInDriver) or (ServerDomain, AuthenticationFailed) =>
                Failed($"refuses the user or the password ({said}). Look at FINDATA_JOURNAL_URI.", false),
            (ServerDomain, Unauthorized) => Failed($"does not let this user do that ({said}). Name a user in " +
                $"FINDATA_JOURNAL_URI who may read and write the database '{address.Name}'.", false),
            (StreamDomain or SelectionDomain, _) => Failed($"cannot be reached ({said}). Look whether it runs and " +
                "the address is right; what was acknowledged is safe.", true),
            (ServerDomain, IllegalOperation) => Failed($"is no replica set ({said}). Start it as one, of one " +
                "member if need be: mongod --replSet.", false),
            (ServerDomain, _) when passing.Contains(code) =>
                Failed($"has broken it off ({said}). What was acknowledged is safe.", true),
            _ => Failed($"cannot do what was asked: {said} (error {code} of domain {domain}).", false),
        };

        JournalException Failed(string what, bool isTransient) =>
            new($"The MongoDB server {address} {what}", isTransient);
    }
}

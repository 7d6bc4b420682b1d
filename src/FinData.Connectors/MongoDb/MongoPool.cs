using System.Runtime.InteropServices;
using FinData.Engine.Journals;

namespace FinData.Connectors.MongoDb;

/// <summary>The driver's pool of connections to a server or a replica set; any thread.</summary>
internal sealed unsafe class MongoPool() : SafeHandle(0, ownsHandle: true)
{
    private static readonly Lazy<bool> driver = new(() =>
    {
        Native.mongoc_init();
        Native.mongoc_log_set_handler(0, 0);    // Its lines would stand between ours; errors come with the calls.
        return true;
    });

    // What a journal promises holds whatever the URI says: a write is on the disks of the majority when it returns, and
    // what is read is never taken back. The rest is for those who do not say it themselves.
    private static readonly string[] fixedOptions =
        ["w=majority", "journal=true", "readConcernLevel=majority", "readPreference=primary", "retryWrites=true"];

    private static readonly string[] defaults =
        ["appname=findata", "serverSelectionTimeoutMS=10000", "socketTimeoutMS=60000", "maxPoolSize=32"];

    private JournalAddress address = null!;

    public override bool IsInvalid => handle == 0;

    /// <summary>Makes the pool; it connects with the first use.</summary>
    public static MongoPool Open(JournalAddress address)
    {
        try
        {
            _ = driver.Value;
        }
        catch (DllNotFoundException e)
        {
            throw new JournalException("A journal on MongoDB takes MongoDB's C driver, and it is not installed. On " +
                "Debian: apt-get install libmongoc-1.0-0 libbson-1.0-0", false, e);
        }
        var error = stackalloc byte[Native.ErrorBytes];
        var uri = Native.mongoc_uri_new_with_error(Complete(address), error);
        if (uri == 0) throw MongoError.Of(error, address);
        var pool = new MongoPool { address = address };
        pool.SetHandle(Native.mongoc_client_pool_new_with_error(uri, error));
        Native.mongoc_uri_destroy(uri);
        if (pool.IsInvalid) throw MongoError.Of(error, address);
        Native.mongoc_client_pool_set_error_api(pool.handle, 2);
        return pool;
    }

    /// <summary>Takes a connection, to be disposed by the thread that has it.</summary>
    public MongoClient Take() => new(this, address);

    protected override bool ReleaseHandle()
    {
        Native.mongoc_client_pool_destroy(handle);
        return true;
    }

    private static string Complete(JournalAddress address)
    {
        static string NameOf(string option) => option.Split('=')[0].ToUpperInvariant();
        var given = (address.Options ?? "").Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(o => !fixedOptions.Any(f => NameOf(f) == NameOf(o))).ToList();
        given.AddRange(defaults.Where(d => !given.Any(g => NameOf(g) == NameOf(d))));
        var server = address.Uri.Split('?')[0].TrimEnd('/');
        if (address.Database is null) server += "/";
        return $"{server}?{string.Join('&', given.Concat(fixedOptions))}";
    }
}

using System.IO.Compression;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json.Serialization;
using FinData.Cluster;
using FinData.Engine.Actors;
using FinData.Feed;
using FinData.Node;
using FinData.Queries;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace FinData.Web;

/// <summary>A node's HTTP side: the page, the feed, questions, and records that are posted. On loopback only.</summary>
public sealed class WebHost : IAsyncDisposable
{
    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; " +
        "img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private readonly WebApplication app;
    private readonly ActorSystem actors;

    private readonly Forwarding forwarding;
    private readonly ClusterEndpoints cluster;

    private WebHost(WebApplication app, ActorSystem actors, Forwarding forwarding, ClusterEndpoints cluster) =>
        (this.app, this.actors, this.forwarding, this.cluster) = (app, actors, forwarding, cluster);

    /// <summary>Done when somebody has told the node to leave its cluster.</summary>
    public Task Left => cluster.Left;

    /// <summary>Where it answers, such as <c>http://127.0.0.1:8686</c>.</summary>
    public string Address => app.Urls.First();

    /// <summary>Starts answering.</summary>
    /// <exception cref="NodeException">The address is not loopback, or the port is taken.</exception>
    public static async Task<WebHost> Start(FinDataNode node, WebSettings web, NodeSettings settings, string mode)
    {
        if (!IPAddress.TryParse(web.Host, out var address) || !IPAddress.IsLoopback(address))
            throw new NodeException($"The node cannot listen on '{web.Host}': there is no login yet, " +
                "so it listens on loopback only. Use node.host=127.0.0.1 and a reverse proxy with a login before it.");
        var stream = new FeedStream(web.ClientBuffer);
        var app = Build(web, address, stream);
        var answers = new Answers(node.Shards);
        var (forwarding, cluster) = (new Forwarding(node), new ClusterEndpoints(node));
        var pulse = new FeedPulse(node, stream, mode);
        node.Shards.Released += answers.Take;
        node.Shards.Applied += answers.Look;
        app.UseResponseCompression();
        app.Use(Guard);
        app.Use(forwarding.Registries);
        app.UseStatusCodePages();   // An address that is none is a problem+json too.
        app.UseDefaultFiles(new DefaultFilesOptions { FileProvider = Files });
        app.UseStaticFiles(new StaticFileOptions { FileProvider = Files, OnPrepareResponse = Prepare });
        app.MapHub<FeedHub>("/hubs/feed");
        app.MapGet("/api/overview", () => Results.Json(pulse.Snapshot(), Json.Options));
        QueryEndpoints.Map(app, LocalQueries.Of(node));
        new RuleEndpoints(node, answers).Map(app);
        new ModelEndpoints(node, answers).Map(app);
        app.MapGet("/healthz", () => "ok");
        app.MapGet("/healthz/ready", () => node.WhyNotReady is { } why ? Results.Problem(why, statusCode: 503)
            : Results.Ok("ready"));
        cluster.Map(app);
        var post = new TransactionEndpoint(node, answers, web, settings, forwarding);
        app.MapPost("/api/transactions", (Delegate)post.Post);
        app.MapPost(TransactionEndpoint.DecisionsPath, (Delegate)post.Post);
        app.MapPost("/api/sales", (Delegate)post.Post);
        try
        {
            await app.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new NodeException($"Port {web.Port} is in use by another program. Stop it, " +
                "or name another with --port (0 for any free one).", e);
        }
        var actors = new ActorSystem("findata", new ThreadPoolDispatcher(), TimeProvider.System);
        actors.Spawn(() => new FeedActor(pulse, web.Pulse), "feed");
        return new WebHost(app, actors, forwarding, cluster);
    }

    /// <summary>Waits until it is told to stop.</summary>
    public Task WaitForStop(CancellationToken stop) => app.WaitForShutdownAsync(stop);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await actors.DisposeAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        forwarding.Dispose();
        cluster.Dispose();
    }

    private static PhysicalFileProvider Files { get; } = new(Path.Combine(AppContext.BaseDirectory, "wwwroot"));

    private static WebApplication Build(WebSettings web, IPAddress address, FeedStream stream)
    {
        // An empty one: the usual ones obey an appsettings.json of whatever folder they are started in, which could
        // open ports to everybody, and have all that happens below that folder told to them.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRouting();
        builder.Logging.ClearProviders().AddSimpleConsole(o => o.SingleLine = true).SetMinimumLevel(LogLevel.Warning);
        // What keeps it from starting is told in one sentence of our own.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        builder.Logging.AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = Math.Max(web.BodyBytesMax, 64 << 10) + 1024;
            k.Listen(address, web.Port);
        });
        builder.Services.AddSingleton(stream);
        builder.Services.AddProblemDetails();
        builder.Services.AddResponseCompression(o =>
        {
            o.MimeTypes = ResponseCompressionDefaults.MimeTypes.Append("image/svg+xml");
            o.Providers.Add<BrotliCompressionProvider>();
            o.Providers.Add<GzipCompressionProvider>();
        });
        builder.Services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
        builder.Services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
        builder.Services.AddSignalR(o => o.StreamBufferCapacity = 10).AddJsonProtocol(o =>
        {
            o.PayloadSerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
            o.PayloadSerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        return builder.Build();
    }

    // A page of another site may neither read from the node nor write to it, whatever name it gives to our address.
    private static async Task Guard(HttpContext context, RequestDelegate next)
    {
        var host = context.Request.Host.Host;
        var origin = context.Request.Headers.Origin.ToString();
        var isOurs = host is "localhost" or "[::1]"
            || IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address);
        var isForeign = origin.Length > 0 && (!Uri.TryCreate(origin, UriKind.Absolute, out var from)
            || from.Authority != context.Request.Host.Value);
        if (!isOurs || isForeign)
        {
            await Results.Problem("Requests from other sites are not answered.", statusCode: 403).ExecuteAsync(context);
            return;
        }
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await next(context);
    }

    private static void Prepare(StaticFileResponseContext file)
    {
        file.Context.Response.Headers.CacheControl = "no-cache";
        if (file.File.Name.EndsWith(".html", StringComparison.Ordinal))
            file.Context.Response.Headers.ContentSecurityPolicy = ContentPolicy;
    }
}

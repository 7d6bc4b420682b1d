using System.Net;
using System.Text;

namespace FinData.Pictures;

/// <summary>A page that is one file: nothing is loaded from elsewhere.</summary>
internal static class HtmlPage
{
    /// <summary>Its beginning up to the headline.</summary>
    public static StringBuilder Begin(string title)
    {
        title = WebUtility.HtmlEncode(title);
        return new StringBuilder($$"""
            <!doctype html>
            <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{{title}}</title>
            <style>
              body { font: 16px/1.5 system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
              table { border-collapse: collapse; } td, th { text-align: left; padding: .2rem 1rem .2rem 0; }
              td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
              div.wide { overflow-x: auto; } div.wide td { white-space: nowrap; } pre { white-space: pre-wrap; }
              svg { max-width: 100%; height: auto; }
            </style>
            <h1>{{title}}</h1>

            """);
    }
}

using FinData.Queries;

namespace FinData.Tests.Queries;

/// <summary>Reads lists to their end.</summary>
internal static class Paging
{
    public static async Task<List<T>> PagesAsync<T>(Func<string?, Task<Page<T>>> ask, int limit)
    {
        var rows = new List<T>();
        string? next = null;
        do
        {
            var page = await ask(next);
            Assert.InRange(page.Items.Count, 1, limit);
            rows.AddRange(page.Items);
            next = page.Next;
        }
        while (next is not null);
        return rows;
    }
}

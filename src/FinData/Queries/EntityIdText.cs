using System.Text;
using FinData.Domain.Records;

namespace FinData.Queries;

/// <summary>Ids as people ask for them.</summary>
internal static class EntityIdText
{
    /// <summary>Kind and name of an account's id.</summary>
    public static (EntityKind Kind, byte[] Name) Account(string id)
    {
        var text = Encoding.UTF8.GetBytes(id);
        QueryBounds.Require(EntityName.TryParse(text, EntityKind.None, out var kind, out var name) && IsAccount(kind),
            $"'{Refusal.Shorten(text)}' is no id of an account; write kind:name, such as card:596 " +
            $"(kinds: {string.Join(", ", QueryBounds.Kinds)}).");
        return (kind, name.ToArray());
    }

    /// <summary>
    /// The names that a product's code may mean, with or without <c>product:</c> before it: as it is written, and in
    /// capitals, as retail's files are read.
    /// </summary>
    public static IReadOnlyList<byte[]> Product(string code)
    {
        const string prefix = "product:";
        code = code.Trim();
        if (code.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) code = code[prefix.Length..];
        var text = Encoding.UTF8.GetBytes(code);
        QueryBounds.Require(EntityName.IsName(text, EntityKind.Product),
            $"'{Refusal.Shorten(text)}' is no product's code; write one such as 85123A.");
        return [text, Encoding.UTF8.GetBytes(code.ToUpperInvariant())];
    }

    /// <summary>True for the kinds that have a balance.</summary>
    public static bool IsAccount(EntityKind kind) =>
        kind is EntityKind.Account or EntityKind.Bank or EntityKind.Card or EntityKind.Terminal;
}

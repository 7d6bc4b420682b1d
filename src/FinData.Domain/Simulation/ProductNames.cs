namespace FinData.Domain.Simulation;

/// <summary>English names of things in a gift shop, such as <c>Paper lantern, white</c>, put together from word
/// lists.</summary>
/// <remarks>No two of a category's first 2,400 products share a name; beyond that names repeat.</remarks>
internal static class ProductNames
{
    private static readonly byte[][] materials = Words(
        "Paper|Wooden|Glass|Ceramic|Enamel|Linen|Cotton|Woollen|Felt|Wicker|Bamboo|Copper|Brass|Tin|Iron|Marble|" +
        "Leather|Velvet|Porcelain|Rattan|Cork|Silk|Slate|Zinc", " ");

    private static readonly byte[][] things = Words(
        "lantern|vase|bowl|candle holder|picture frame|clock|mirror|cushion|blanket|basket|mug|plate|teapot|jug|tray|" +
        "coaster|lamp|box|notebook|card holder|garland|wreath|ornament|doorstop|hook|bag|purse|apron|towel|" +
        "napkin ring|egg cup|cake stand|money box|puzzle|kite|bird house|watering can|" +
        "plant pot|jewel case|bookend", "");

    private static readonly byte[][] colours = Words(
        ", white|, ivory|, black|, grey|, red|, rose|, pink|, orange|, yellow|, mint|, green|, olive|, turquoise|" +
        ", blue|, navy|, lilac|, purple|, brown|, silver|, gold", "");

    private static readonly byte[][] sizes = Words("|, small|, large|, set of 2|, set of 6", "");

    public static ReadOnlySpan<byte> Write(RecordText text, int product, int categories)
    {
        var category = product % categories;
        var number = product / categories;
        // A category has a few things of its own; where there are more categories than things, they share them.
        var own = Math.Max(1, things.Length / categories);
        var thing = (category + number % own * categories) % things.Length;
        // Material, colour and size are digits of one number, shifted by each other so that neighbours differ in each.
        var look = number / own + category / things.Length * 97;
        var material = look % materials.Length;
        var colour = (look / materials.Length + material * 11) % colours.Length;
        var size = look / (materials.Length * colours.Length) % sizes.Length;
        return text.Join(materials[(material * 7 + category) % materials.Length], things[thing],
            colours[colour], sizes[size]);
    }

    private static byte[][] Words(string list, string after) =>
        [.. list.Split('|').Select(word => System.Text.Encoding.ASCII.GetBytes(word + after))];
}

using System.Buffers.Text;
using System.Text.Unicode;
using FinData.Domain.Money;
using static FinData.Domain.Records.JsonFields;

namespace FinData.Domain.Records;

public sealed partial class JsonRecordReader
{
    private const int PriceDigits = 3;

    private readonly byte[] saleId = new byte[EntityName.IdBytesMax];

    private RecordRead ReadSale(ReadOnlySpan<byte> line, bool isTime, long time, ref SaleRecord record)
    {
        record = default;
        record.Time = time;
        // The order is needed only where the line has no id of its own.
        var named = fields.Has(JsonField.Id) ? Bit(JsonField.Id) : Bit(JsonField.Order);
        var needed = named | Bit(JsonField.Time) | Bit(JsonField.Product) | Bit(JsonField.Quantity)
            | Bit(JsonField.Price);
        if (!HasAll(needed)) return RecordRead.Refused;

        // A customer is known to be there but no part of what is sold.
        var taken = fields.Present & (needed | Bit(JsonField.Order) | Bit(JsonField.Customer)
            | Bit(JsonField.Category) | Bit(JsonField.Description) | Bit(JsonField.Currency));
        var isGood = TryProduct(line, out record.Product)
            && TrySaleId(line, record.Product, out record.Id)
            && CheckRecordTime(line, isTime, time)
            && (!Takes(taken, JsonField.Category) || TryId(line, JsonField.Category, out record.Category))
            && (!Takes(taken, JsonField.Description) || TryDescription(line, out record.Description))
            && (!Takes(taken, JsonField.Currency) || TryCurrency(line, out record.Currency, out _))
            && TryQuantity(line, out record.Quantity)
            && TryAmount(line, JsonField.Price, PriceDigits, out record.Price)
            && CheckTotal(line, record.Quantity, record.Price);
        if (!isGood) return RecordRead.Refused;

        CountUnknown(taken);
        return RecordRead.Sale;
    }

    private bool TryProduct(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> name)
    {
        name = [];
        if (!TryText(line, JsonField.Product, out var text)) return false;
        return EntityName.TryParse(text, EntityKind.Product, out var kind, out name) && kind == EntityKind.Product
            || RefuseId("product", text);
    }

    private bool TrySaleId(ReadOnlySpan<byte> line, ReadOnlySpan<byte> product, out ReadOnlySpan<byte> id)
    {
        if (fields.Has(JsonField.Id)) return TryId(line, JsonField.Id, out id);

        id = [];
        if (!TryId(line, JsonField.Order, out var order)) return false;
        var length = order.Length + 1 + product.Length;
        if (length > saleId.Length)
        {
            return Refuse(
                RefusalReason.BadId, "order", order, $"and the product are together over {saleId.Length} bytes");
        }
        order.CopyTo(saleId);
        saleId[order.Length] = (byte)':';
        product.CopyTo(saleId.AsSpan(order.Length + 1));
        id = saleId.AsSpan(0, length);
        return true;
    }

    private bool TryDescription(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> description)
    {
        if (!TryText(line, JsonField.Description, out description)) return false;
        description = description.Trim((byte)' ');
        return Utf8.IsValid(description)
            || Refuse(RefusalReason.BadText, "description", description, "is no UTF-8");
    }

    private bool TryQuantity(ReadOnlySpan<byte> line, out long quantity)
    {
        quantity = 0;
        var text = fields.Value(line, JsonField.Quantity);
        if (!fields.IsNumber(JsonField.Quantity))
            return Refuse(RefusalReason.WrongFieldType, "quantity", text, "is no number");
        if (!Utf8Parser.TryParse(text, out quantity, out var length) || length != text.Length)
            return Refuse(RefusalReason.BadNumber, "quantity", text, "is no whole number");
        return quantity > 0 || Refuse(RefusalReason.QuantityNotPositive, "quantity", text, "is not above 0");
    }

    // So that sums of quantity times price stay as far from overflow as those of amounts.
    private bool CheckTotal(ReadOnlySpan<byte> line, long quantity, long price) =>
        quantity <= MoneyText.AmountMax / Math.Max(price, 1)
        || RefuseAbsurd("quantity x price", fields.Value(line, JsonField.Quantity));
}

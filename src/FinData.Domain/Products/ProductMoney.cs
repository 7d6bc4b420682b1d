using FinData.Domain.Money;

namespace FinData.Domain.Products;

/// <summary>Revenue of products, kept in thousandths since some prices have three decimals.</summary>
public static class ProductMoney
{
    /// <summary>With two decimals where that is exact, else with three.</summary>
    public static string Format(Int128 thousandths) =>
        thousandths % 10 == 0 ? MoneyText.Format(thousandths / 10, 2) : MoneyText.Format(thousandths, 3);
}

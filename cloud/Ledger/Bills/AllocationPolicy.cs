using Wattline.Cloud.Ledger.Transfers;

namespace Wattline.Cloud.Ledger.Bills;

/// <summary>In which order a customer's money settles what the customer owes. What is over is an advance, and settles what comes next.</summary>
/// <param name="Order">The classes, first first; what is not named comes last. Within a class the earliest due goes first, then the earliest entry.</param>
public sealed record AllocationPolicy(IReadOnlyList<ItemClass> Order)
{
    /// <summary>Late fees, then what was taken back, then the oldest bill.</summary>
    public static readonly AllocationPolicy Default = new([ItemClass.LateFee, ItemClass.Reversal, ItemClass.Bill, ItemClass.Other]);

    /// <summary>The oldest first, whatever it is.</summary>
    public static readonly AllocationPolicy Oldest = new([]);

    /// <summary>What a debit is.</summary>
    public static ItemClass ClassOf(TransferCode code) => code switch
    {
        TransferCode.LateFee => ItemClass.LateFee,
        TransferCode.Reversal => ItemClass.Reversal,
        TransferCode.Bill => ItemClass.Bill,
        _ => ItemClass.Other,
    };

    internal int RankOf(ItemClass one)
    {
        for (var i = 0; i < Order.Count; i++)
            if (Order[i] == one) return i;
        return Order.Count;
    }
}

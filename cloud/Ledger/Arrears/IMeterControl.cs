namespace Wattline.Cloud.Ledger.Arrears;

/// <summary>Where orders go: the commands to meters, with their own rules (caps, a second person), and the notices to customers. The host fills this port.</summary>
public interface IMeterControl
{
    /// <summary>Takes an order over. It may come again: it is known by its id.</summary>
    /// <returns>What became of it, in a word, for the trail; null when it cannot be taken now and is to be handed on again.</returns>
    string? Take(MeterOrder order);
}

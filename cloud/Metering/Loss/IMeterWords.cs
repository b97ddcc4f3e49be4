namespace Wattline.Cloud.Metering.Loss;

/// <summary>What meters told beside readings: ingestion's events, and what they said of their relays.</summary>
public interface IMeterWords
{
    /// <summary>Hands out events of meters that began within a time.</summary>
    /// <param name="codes">Which codes.</param>
    /// <param name="from">First moment, Unix seconds.</param>
    /// <param name="to">Last moment.</param>
    /// <param name="each">Takes a meter and a code.</param>
    void StreamEvents(IReadOnlyCollection<string> codes, long from, long to, Action<string, string> each);

    /// <summary>When a meter said last that its relay is open, Unix seconds; null when it said that it is closed, or nothing.</summary>
    long? RelayOpenAt(string meter);
}

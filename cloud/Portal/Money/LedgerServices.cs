using Wattline.Cloud.Ingest.Money;
using Wattline.Cloud.Ledger;
using Wattline.Cloud.Ledger.Arrears;
using Wattline.Cloud.Ledger.Audit;
using Wattline.Cloud.Ledger.Bills;
using Wattline.Cloud.Ledger.Channels;
using Wattline.Cloud.Ledger.Customers;
using Wattline.Cloud.Ledger.Kiosks;
using Wattline.Cloud.Ledger.Reconciliation;
using Wattline.Cloud.Ledger.Statements;
using Wattline.Cloud.Ledger.Suspense;
using Wattline.Cloud.Ledger.Transfers;
using Wattline.Cloud.Portal.Settings;

namespace Wattline.Cloud.Portal.Money;

/// <summary>The ledger's parts, and the ports that the portal fills.</summary>
internal static class LedgerServices
{
    public static void AddLedger(this IServiceCollection services, PortalSettings settings)
    {
        services.AddSingleton<LedgerMetrics>();
        services.AddSingleton<LedgerBook>();
        services.AddSingleton<LedgerQueries>();
        services.AddSingleton<AuditBook>();
        services.AddSingleton<MoneyRecords>();
        services.AddSingleton<IKioskRecords>(parts => new KioskRecordFeed(parts.GetRequiredService<MoneyRecords>(), settings.KioskKeys));
        services.AddSingleton<KioskIntake>();
        services.AddSingleton<SuspenseDesk>();
        services.AddSingleton<CollectionDesk>();
        services.AddSingleton(AllocationPolicy.Default);
        services.AddSingleton(settings.Arrears.ToPolicy());
        services.AddSingleton<CustomerDesk>();
        services.AddSingleton<ChannelDesk>();
        services.AddSingleton<PointDesk>();
        services.AddSingleton<IPointFacts, PointGround>();
        services.AddSingleton<IMeterControl, MeterControl>();
        services.AddSingleton<ArrearsDesk>();
        services.AddSingleton<CustomerBook>();
        services.AddSingleton<KioskQuestions>();
        services.AddSingleton(settings.Kiosks);
        services.AddSingleton(new KioskNames(settings.KioskKeys.Keys));
        services.AddSingleton<KioskCounter>();
        services.AddHostedService<KioskLoop>();
        services.AddHostedService<MoneyLoop>();
    }
}

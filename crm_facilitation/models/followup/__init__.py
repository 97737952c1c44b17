from . import need, session, kpi, trace, digest_digest

from . import need, session, kpi, digest_digest

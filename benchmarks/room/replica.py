def compare_replica():
    return True
